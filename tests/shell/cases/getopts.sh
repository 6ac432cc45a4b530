parse() { OPTIND=1; while getopts ab:c o "$@"; do echo "$o ${OPTARG-none} $OPTIND"; done; shift $((OPTIND-1)); echo "rest $*"; }
parse -a -b val -c x y
parse -abval z
parse -ac -- -b
parse -x; parse -b
quiet() { OPTIND=1; while getopts :ab: o "$@"; do echo "$o ${OPTARG-none}"; done; }
quiet -x -b
