printf 'a\nb\nc\n' > f
sed '2i\before' f; sed '2a after' f; sed '2c\changed' f; sed '1i top' f; sed '$a end' f; sed '2,3c both' f
sed '/b/a\
one\
two' f
sed 'y/abc/xyz/' f; sed = f; sed -n '2{p;p}' f; sed '1{s/a/A/;s/A/AA/}' f
