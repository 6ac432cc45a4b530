printf 'b 2\na 10\nc 1\na 9\n' > f
printf '10\n9\n-1\n1.5\nabc\n\n' | sort -n; printf 'b\nA\na\nB\n' | sort; printf 'b\nA\na\nB\n' | sort -f; printf '1.10\n1.9\n1.2\n' | sort -V; printf 'x:3\ny:1\n' | sort -t: -k2
