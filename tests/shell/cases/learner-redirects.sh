echo out; echo err >&2
{ echo a; echo b >&2; } > both 2>&1; cat both
{ echo a; echo b >&2; } 2> e > o; cat e o
ls nope > f 2>&1; cat f
echo x > a > b; ls; cat a b
echo hi &> amp; cat amp
> empty; wc -c < empty
echo app >> empty; echo app2 >> empty; cat empty
cat < nope || echo failed
echo x > /nodir/f; echo $?
set -C; echo y > a; echo $?; echo z >| a; cat a
