v=val
cat <<E
plain $v $(echo sub) \$v `echo bt` $((1+1))
E
cat <<'E'
quoted $v $(echo no)
E
cat <<-E
	tabs $v
		gone
	E
cat << "X Y"
with space
X Y
cat <<A; cat <<B
a
A
b
B
