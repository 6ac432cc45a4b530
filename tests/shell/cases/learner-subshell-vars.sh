x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x; echo a | { read y; x=$y; }; echo $x; x=$(x=9; echo $x); echo $x; cd / && (cd /tmp; pwd); pwd
