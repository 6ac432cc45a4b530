printf 'b 2\na 10\nc 1\na 9\n' > f
sort -c f; echo $?; printf '1\n2\n' | sort -c; echo $?; printf 'a\nb\n' > s; sort -o s -r s; cat s; printf 'JAN\nDEC\nFEB\n' | sort -M; printf '1e3\n20\n' | sort -g
