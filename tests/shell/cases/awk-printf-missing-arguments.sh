awk 'BEGIN{printf "%s %s\n", "only"; printf "%%\n"; printf("%d\n", "12abc"); printf "%i\n", 3.9}'
