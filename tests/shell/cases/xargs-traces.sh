seq 5 | xargs -n2 | tail -n1; printf 'x\n' | xargs -t echo; echo 1 2 3 | xargs sh -c 'echo $0 $# $*'
