x=val
cat <<EOF
x is $x and $(echo sub) and $((1+1)) \$x `echo bt`
"quotes" 'stay' \\ \a
EOF
cat <<'EOF'
x is $x $(echo no)
EOF
cat <<-EOF
	tabs
		stripped
	EOF
cat <<A; cat <<B
first
A
second
B
while read l; do echo "got $l"; done <<E
one
two
E
f() { cat <<E
in function $1
E
}
f arg
