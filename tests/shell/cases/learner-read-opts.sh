printf 'abcdef\n' | { read -n 3 x; echo "$x"; }
printf 'a,b,c' | { read -d , x; echo "$x"; }
echo '  lead trail  ' | { read x; echo "[$x]"; }
echo '  lead trail  ' | { IFS= read x; echo "[$x]"; }
read -t 0.1 x < /dev/null; echo $?
