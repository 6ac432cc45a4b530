printf 'foo.bar\nfooXbar\n10.0.0.1\nab12\na+b\n[x]\n' > f
grep 'foo.bar' f; grep 'foo\.bar' f; grep -F 'foo.bar' f; grep -E '^[0-9]+(\.[0-9]+){3}$' f; grep '[0-9]\{2\}' f
