printf '1\n2\n3\n' > f
awk 'BEGIN{"echo hi there" | getline; print $2; "echo x" | getline v; print v; print (getline z < "nope")}'
