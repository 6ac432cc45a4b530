f=/usr/local/lib/file.tar.gz
echo ${f#*/} ${f##*/} ${f%/*} ${f%%/*}x ${f%.*} ${f%%.*} ${f#nomatch}
echo ${f%.gz} ${f##*.}
p='*'; v='a*b*c'
echo "${v#a$p}" "${v#a"$p"}" "${v%%"$p"*}"
x=aaabbb; echo ${x#a*b} ${x##a*b} ${x%b*} ${x%%b*}
echo ${x#[ab]} ${x#?} ${x%?}
