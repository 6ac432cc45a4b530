printf 'a\na\nb\na\nc\nc\n' > f
uniq f; uniq -c f; uniq -d f; uniq -u f; sort f | uniq -c | sort -rn; printf 'A\na\n' | uniq -i; printf '1 x\n2 x\n3 y\n' | uniq -f1; printf 'ax\nbx\n' | uniq -s1; printf 'abc\nabd\n' | uniq -w2
