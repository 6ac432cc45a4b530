set -- a 'b c' d
echo $# "$1" "$2" $3 ${2}
for i in "$@"; do echo "<$i>"; done
for i in $@; do echo "($i)"; done
for i in "$*"; do echo "[$i]"; done
IFS=-; echo "$*"; IFS=' '
shift; echo $# $1
shift 5; echo $? $#
false; echo $?; true; echo $?
echo $0
set -- 1 2 3 4 5 6 7 8 9 ten eleven; echo $10 ${10} ${11}
set --; echo $# "$@" end
f() { for a; do echo $a; done; }; f x y
