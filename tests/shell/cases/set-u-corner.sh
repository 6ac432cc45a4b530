set -u; echo "${x-default}"; echo "${x:-d}" "$#" "$*" "$@"; y=; echo "[$y]"; (echo $nope; echo never); echo $?; (echo ${#nope}); echo $?; (echo $1); echo $?; (echo $((nope + 1))); echo $?
