for n in one two; do cat <<E
name: $n
upper: $(echo $n | tr a-z A-Z)
E
done | grep upper
