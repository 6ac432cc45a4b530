printf '1\n2\n3\n' > f; printf 'A\nB\n' > g
sed '1r g' f; sed -n '2w out' f; cat out; sed 's/2/two/w w' f > /dev/null; cat w
echo 's/1/one/' > s; echo 's/3/three/' >> s; sed -f s f; sed -n '$p' f g; sed -n '$=' f
