csv=; for x in a b c; do csv="${csv:+$csv,}$x"; done; echo $csv
line=$(printf '%-10s|%5s' left right); echo "$line"
rep=; i=0; while [ $i -lt 5 ]; do rep="$rep-"; i=$((i+1)); done; echo "$rep"
