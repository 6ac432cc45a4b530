printf 'foo.bar\nfooXbar\n10.0.0.1\nab12\na+b\n[x]\n' > f
grep -E 'a\+b' f; grep 'a+b' f; grep '\[x\]' f; grep -E '^(foo|ab)' f; grep '[[:upper:]]' f; grep 'a\|x' f; grep -E 'o{2}' f
