for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done; for i in a b; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done; i=0; until [ $i -ge 3 ]; do i=$((i+1)); [ $i -eq 2 ] && break; done; echo $i; while :; do while :; do break 2; done; done; echo out; for f in *.none; do echo "$f"; done; set -- p q; for a; do echo $a; done; for x in; do echo no; done; echo $?; for i in $(seq 3); do echo -n "$i "; done; echo; for i in 'a b' c; do echo "$i"; done; for w in "$(echo x y)"; do echo "[$w]"; done; for i in 1 2 3; do echo $i; done | tail -n 1; while read x; do echo $x; break; done <<E
one
two
E
break; echo $?; for i in 1; do (break); echo after; done; for i in {1..3}; do echo $i; done; for d in a b; do mkdir $d; done; for f in *; do echo $f; done; c=3; while [ $c -gt 0 ]; do c=$((c-1)); done; echo $c; for ((i=0;i<3;i++)); do echo no; done
