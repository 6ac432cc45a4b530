x='foo bar foo'
echo ${x/foo/X} "|" ${x//foo/X} "|" ${x/foo} "|" ${x//o/0}
echo "${x/ba?/[&]}" "${x//[aeiou]/_}"
p='a.b.c'; echo ${p//./-} ${p/./}
y=/a/b; echo ${y//\//:}
