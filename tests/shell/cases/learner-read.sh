printf 'one two three\nfour\n' | { read a b; echo "[$a][$b]"; read c; echo "[$c]"; read d; echo "$? [$d]"; }
echo 'a:b:c' | while IFS=: read x y z; do echo "$z$y$x"; done
printf 'a\\tb\n' | { read x; echo "$x"; }
printf 'a\\tb\n' | { read -r x; echo "$x"; }
printf 'nonl' | { read x; echo "$? $x"; }
