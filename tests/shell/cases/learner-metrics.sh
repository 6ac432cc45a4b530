i=0
while [ $i -lt 3 ]; do
  i=$((i+1))
  echo "requests_total{code=\"200\"} $((i*10))"
done > metrics
awk '{s+=$2} END {print "sum", s, NR}' metrics
sort -k2,2nr metrics | head -n 1
cut -d' ' -f2 metrics | paste -s -d+ - 
grep -o 'code="[0-9]*"' metrics | sort | uniq -c | sed 's/^ *//'
