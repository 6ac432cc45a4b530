(set -u; echo $nope; echo no); echo $?
(set -u; echo ${nope:-default}; echo yes); echo $?
(set -u; echo "$@" $#; echo yes); echo $?
(set -u; x=; echo "[$x]")
