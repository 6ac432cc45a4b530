f() { echo "f $1 $#"; return 3; }
f a b; echo $?
g() { local x=in; y=changed; echo $x; }
x=out; y=orig; g; echo $x $y
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(( $1 * $(fact $(($1-1))) )); fi; }
fact 6
r() { return; }; false; r; echo $?
k() { echo one; }
k() { echo two; }
k
unset -f k; k; echo $?
sub() ( x=inner; echo $x ); sub; echo $x
l() { local a b=2; echo "[$a][$b]"; }; a=9; l
args() { shift; echo "$@"; }; args 1 2 3; echo $#
redir() { echo to-file; } > rf; redir; cat rf
