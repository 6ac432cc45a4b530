for i in 1 2 3; do for j in a b c; do [ $j = b ] && continue 2; [ $i = 3 ] && break 2; echo $i$j; done; done
while :; do break; done; echo out
for i in 1 2 3; do case $i in 2) continue;; esac; echo $i; done
