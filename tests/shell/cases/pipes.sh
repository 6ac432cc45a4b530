echo a | cat
printf 'c\na\nb\n' | while read x; do echo "<$x>"; done
x=1; echo 2 | read x; echo $x
false | true; echo $?
true | false; echo $?
set -o pipefail; false | true; echo $?; set +o pipefail
! true; echo $?
! false | false; echo $?
echo a | { read x; echo "in $x"; }
{ echo 1; echo 2; } | (read a; read b; echo $b $a)
yes | head -n 2
