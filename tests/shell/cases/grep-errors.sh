grep -f nope f; echo $?; echo 'b
a' > pats; printf 'xa\nxc\nb\n' | grep -f pats; printf 'a\n' | grep -vf pats; echo $?
grep -e 2>&1 | head -n 1; grep -m x a /dev/null; echo $?; grep -A 2>&1 | head -n 1; grep -Q x 2>&1 | head -n 1; grep 2>/dev/null; echo $?
