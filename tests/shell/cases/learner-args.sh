set -- a 'b c' d
for x in "$@"; do echo "@$x"; done
for x in $*; do echo "*$x"; done
echo "$#" "$1" "${3}" "${10-none}"
shift 2; echo "$@"
shift 5; echo "rc $?"
