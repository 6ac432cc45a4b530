for i in 1 2 3; do echo $i; done
i=0; while [ $i -lt 3 ]; do echo w$i; i=$((i+1)); done
until [ $i -eq 0 ]; do echo u$i; i=$((i-1)); done
for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done
for i in a b; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done
for i in a b; do for j in 1 2; do [ $j = 2 ] && break 2; echo $i$j; done; done
for i in; do echo never; done; echo $?
while false; do :; done; echo $?
for i in *.nope; do echo $i; done
while read a b; do echo "$b-$a"; done <<E
1 2
3 4 5
E
