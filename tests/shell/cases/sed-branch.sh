printf 'aaa\nbab\n' | sed ':x;s/a/-/;tx'
printf 'foo\nbar\n' | sed '/foo/b;s/^/# /'
printf 'x1\nx2\n' | sed -n '/1/{s/x/y/;p;b
};s/x/z/p'
printf '1234567\n' | sed -e :a -e 's/\(.*[0-9]\)\([0-9]\{3\}\)/\1,\2/;ta'
printf 'a\n' | sed 's/a/b/;T;s/b/c/'
