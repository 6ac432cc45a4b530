echo 'a b c d' | { read x y; echo "$x|$y"; }
echo 'a' | { read x y; echo "$x|$y|"; }
echo ' lead and trail ' | { read x; echo "[$x]"; }
echo 'back\slash' | { read x; echo "$x"; }
echo 'back\slash' | { read -r x; echo "$x"; }
printf 'cont\\\ninued\n' | { read x; echo "$x"; }
printf 'no newline' | { read x; echo "$x $?"; }
read x < /dev/null; echo $?
echo 'a:b:c' | { IFS=: read x y z; echo $x $y $z; }
echo 'a::c' | { IFS=: read x y z; echo "$x|$y|$z"; }
echo reply | { read; echo $REPLY; }
printf 'abcdef' | { read -n 3 x; echo $x; }
printf 'x;y' | { read -d ';' x; echo $x; }
while IFS= read -r line; do echo "[$line]"; done <<'E'
  indented \ line
last
E
