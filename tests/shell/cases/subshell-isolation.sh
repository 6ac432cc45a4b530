x=1; (x=2; cd /; set -f; f() { :; }); echo $x; case $- in *f*) echo leaked;; esac
f 2>/dev/null; echo $?
x=1; { x=2; }; echo $x
echo a | x=3; echo $x
(exit 3) || echo failed $?
