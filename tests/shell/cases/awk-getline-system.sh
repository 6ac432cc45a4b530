printf '1\n2\n3\n' > f
awk 'BEGIN{system("echo sys"); r=system("exit 3"); print r}'
