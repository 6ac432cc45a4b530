retry() {
  max=$1; shift
  i=1
  while ! "$@"; do
    [ "$i" -ge "$max" ] && { echo "giving up: $*" >&2; return 1; }
    i=$((i+1))
  done
}
retry 3 false; echo $?
retry 3 test -d .; echo $?
retry 2 nosuchcmd; echo $?
