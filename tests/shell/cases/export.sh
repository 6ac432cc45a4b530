a=1; sh -c 'echo "[$a]"'; export a; sh -c 'echo "[$a]"'
export b=2 c='x y'; sh -c 'echo $b $c'
d=4 sh -c 'echo $d'; echo "[$d]"
unset a; sh -c 'echo "[$a]"'
export -n b; sh -c 'echo "[$b]"'
e='p q'; export f=$e; echo "$f"
readonly r=5; echo $r
(r=6; echo no); echo $?
(unset r; echo no); echo $?
(export 1x=2); echo $?
