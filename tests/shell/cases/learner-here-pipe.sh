cat <<E | while read a b; do echo "$b $a"; done
1 one
2 two
E
grep -v '^#' <<'E' | sort
# c
b
a
E
sh <<'E'
echo from stdin $((2*3))
E
sh -s arg1 <<'E'
echo "got $1"
E
