x=' a  b c '
set -- $x; echo $#
set -- [$x]; echo $# "$1" "$2"
IFS=:; x='a:b::c:'; set -- $x; echo $#; for i in "$@"; do echo "<$i>"; done
IFS=' :'; x='a : b:c'; set -- $x; echo $#
IFS=; x='a b'; set -- $x; echo $#
unset IFS; x='a b	c'; set -- $x; echo $#
IFS=x; v=axbxc; echo $v "$v"
