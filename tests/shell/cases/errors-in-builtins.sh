(readonly x=1; x=2); echo $?
(export -z); echo $?
(set -o nosuch); echo $?
(set -Z); echo $?
(return 5); echo $?
(exit abc); echo $?
(local x); echo $?
(trap x BADSIG; echo continues); echo $?
(unset -q x); echo $?
