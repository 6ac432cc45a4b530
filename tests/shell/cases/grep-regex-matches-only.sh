printf 'foo.bar\nfooXbar\n10.0.0.1\nab12\na+b\n[x]\n' > f
grep -o '[0-9]*' f; grep -oE '[a-z]+' f; grep '\<ab' f; grep -w 'foo' f; grep -iE 'FOO.B' f; grep -E '()' f | wc -l
