x=val; cat <<A
$x $(echo sub) `echo tick` $((1+2)) \$x "q" 'q'
A
cat <<'A'
$x $(echo sub) \$x
A
cat <<-A
	tab $x
		two
	A
cat <<A; cat <<B
first
A
second
B
cat <<A | tr a-z A-Z
piped $x
A
while read -r l; do echo "[$l]"; done <<A
 lead
back\slash
A
f() { cat <<A
in f $1
A
}; f arg; cat <<A
${x:-d} ${y:-def} ${x%l}
line \
joined
A
