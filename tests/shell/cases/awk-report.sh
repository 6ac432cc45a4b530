cat > log <<END
GET /a 200 12
GET /b 404 5
POST /a 500 7
GET /a 200 8
END
awk '{n[$3]++; b+=$4} END{for(c in n) print c, n[c]; print "bytes", b}' log | sort
awk '$3>=400{print $1, $2 > "errs"} END{close("errs"); while((getline l < "errs")>0) print "E:", l}' log
awk 'BEGIN{max=0}$4>max{max=$4;line=$0}END{print line}' log; awk '{printf "%-6s%5s%6.1f%%\n", $1, $2, $4/32*100}' log
awk -F'[ /]' '{print $3}' log | sort | uniq -c | sort -rn; awk '{$1="";print substr($0,2)}' log
