cat <(echo a
echo b) ; cat < <(echo "$(echo ')')"); diff <(echo 1) <(echo 1) && echo same; x=3; cat <(echo $x; x=4); echo $x; cat <(exit 3); echo $?
