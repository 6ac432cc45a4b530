[ -z "" ] && echo z; [ -n "x" ] && echo n; [ a = a ] && echo eq; [ a != b ] && echo ne
[ 1 -lt 2 -a 3 -gt 2 ] && echo and; [ 1 -eq 2 -o 2 -eq 2 ] && echo or
[ ! -e nope ] && echo not; touch f; [ -f f -a -r f ] && echo file; [ -s f ] || echo empty
[ "a" \< "b" ] && echo lt; [ ]; echo $?; [ x ]; echo $?
[ 1 -eq a ]; echo $?; [ a b ]; echo $?; [ 1 -eq 1; echo $?
test; echo $?; test -d . && echo dir
