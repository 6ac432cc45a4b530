f() { local a=1 b; b=2; echo $a $b; g; }; g() { echo "g sees $a"; a=9; }; a=0; f; echo $a
h() { local x="$1"; x=$x$x; echo $x; return 4; }; y=$(h ab); echo $y $?; r() { return; }; false; r; echo $?; k() { echo $# "$@"; shift; echo $1; }; k a 'b c' d; echo $#
fact() { [ $1 -le 1 ] && echo 1 || echo $(($1 * $(fact $(($1 - 1))))); }; fact 6; unset -f fact; fact 2; echo $?; function_with_redirect() { echo out; echo err >&2; } 2>/dev/null; function_with_redirect; f2() ( x=sub; echo $x ); x=top; f2; echo $x; local q=1; echo $?
