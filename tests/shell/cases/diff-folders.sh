mkdir -p one/sub two/sub two/more one/m
echo a > one/f; echo b > two/f; echo x > one/only; echo y > two/sub/n; echo z > one/sub/z; echo z > two/sub/z
: > two/m; echo q > two/more/q; echo same > one/same; echo same > two/same
diff one two; echo $?
diff -r one two; echo $?
diff -rN one two; echo $?
diff -rq one two; echo $?
diff -rs one two | tail -3
diff -r one one; echo $?
diff -rs one/sub one/sub; echo $?
diff -r -S g one two; echo $?
diff one/f two; echo $?
diff -N one/f nosuch; echo $?
