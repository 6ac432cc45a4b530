hash nosuch; echo $?
hash echo cd; echo $?
hash -r; echo $?
f() { :; }
hash f nosuch2 echo; echo $?
