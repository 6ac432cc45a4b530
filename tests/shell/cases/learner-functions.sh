f() { echo "f: $1 $#"; return 3; }
f a b; echo $?
g() { local x=1; x=2; h; echo $x; }
h() { x=3; }
x=0; g; echo $x
function k { echo k; }
k
unset -f f; f; echo $?
