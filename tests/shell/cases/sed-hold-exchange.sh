printf 'a\nb\nc\n' > f
sed -n 'H;${x;s/\n/+/g;p}' f; sed 'x;1d' f; sed -n 'h;n;G;p' f
