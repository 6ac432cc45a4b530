x=hello.txt
[[ $x == *.txt ]] && echo glob
[[ $x =~ ^h.*t$ ]] && echo regex
[[ -n $x && -z $y ]] && echo both
[[ a < b ]] && echo less
[[ 5 -gt 3 || 1 -gt 2 ]] && echo or
[[ "$x" == "hello.txt" ]] ; echo $?
