x=1; unset x; echo "[$x]"; unset nope; echo $?
f() { echo f; }; unset f; f; echo $?
set -- a b c; shift 2; echo $1; shift; echo $#; shift; echo $?
(shift x); echo $?
(unset 1x); echo $?
