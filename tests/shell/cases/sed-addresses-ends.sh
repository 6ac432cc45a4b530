seq 10 > f
sed '/[2-9]/d' f; sed -e 1d -e '2,$s/^/> /' f | sed 3q
