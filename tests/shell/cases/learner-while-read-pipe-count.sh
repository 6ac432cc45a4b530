n=0; printf '1\n2\n3\n' | while read x; do n=$((n+x)); done; echo $n
n=0; while read x; do n=$((n+x)); done <<E
1
2
E
echo $n
n=0; for x in $(printf '4 5'); do n=$((n+x)); done; echo $n
