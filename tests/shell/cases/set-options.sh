set -e -u; echo $-; set +e +u; echo $-
set -o noglob; echo *; set +o noglob
set -- -a b; echo $1 $2
set x y; echo $1 $#
set -o
set -a; auto=1; set +a; sh -c 'echo $auto'
