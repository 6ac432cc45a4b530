while read x; do n=$((n+1)); echo "got $x"; done < <(printf '1\n2\n3\n'); echo n=$n
