parse() {
  OPTIND=1
  while getopts ':n:vh' o; do
    case $o in
      n) echo "name=$OPTARG";;
      v) echo verbose;;
      h) echo help;;
      :) echo "missing value for -$OPTARG";;
      \?) echo "unknown -$OPTARG";;
    esac
  done
  shift $((OPTIND-1))
  echo "rest: $*"
}
parse -v -n bob file
parse -nfoo -x
parse -n
parse -- -v
parse -vh a b
