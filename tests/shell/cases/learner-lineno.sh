echo $LINENO
f() { echo $LINENO; }
f
nosuchcmd
false
cat << E
$LINENO
E
nosuch2 | cat
(nosuch3)
x=$(nosuch4)
if nosuch5; then :; fi
