set -- 1 2 3; shift; echo $*; set --; echo $#; set a b; echo $1; set -- -x; echo $1; shift 4; echo rc $?
