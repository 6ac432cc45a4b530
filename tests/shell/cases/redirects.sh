echo out > f; cat f
echo more >> f; cat f
cat < f
echo err >&2
echo err2 2>&1 >/dev/null
{ echo a; echo b >&2; } > g 2>&1; cat g
ls nofile 2>/dev/null; echo $?
exec 3> h; echo three >&3; exec 3>&-; cat h
exec 4< f; read l <&4; echo "$l"; read l <&4; echo "$l"; exec 4<&-
echo x > nodir/f; echo $?
cat < nofile; echo $?
set -C; echo y > f; echo $?; echo z >| f; cat f; set +C
: > f; cat f
echo both &> k; cat k
echo a 1> l 2> m; cat l
