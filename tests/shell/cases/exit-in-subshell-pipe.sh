echo a | (read x; exit 7); echo $?
(exit 2) | true; echo $?
f() { exit 4; }; (f); echo $?
{ exit 6; } | true; echo after
$(exit 9); echo $?
