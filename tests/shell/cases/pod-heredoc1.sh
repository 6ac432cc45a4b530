x=5; cat <<E
$x `echo bt` $(echo sub) $((x+1)) \$x \\ "q" 'q' \a
E
cat <<'E'
$x `echo` \$x \\
E
cat <<-E
	tab $x
		two
	E
cat <<A; cat <<B
first
A
second
B
f() { cat <<X
in f $1
X
}; f arg; cat <<"" 
empty

cat <<E | tr a-z A-Z
piped
E
while read l; do echo "[$l]"; done <<E
l1
l2
E
cat <<E
${x:-"quoted"} ${y:-'single'} ${y:-"d"} a\
joined
E
