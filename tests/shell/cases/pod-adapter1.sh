cat > /tmp/raw <<'EOF'
2024-01-02T03:04:05Z host=web1 status=200 time=12ms
2024-01-02T03:04:06Z host=web2 status=500 time=31ms
2024-01-02T03:04:07Z host=web1 status=404 time=7ms
EOF
awk '{split($2,h,"=");split($3,s,"=");t=$4;gsub(/[^0-9]/,"",t);printf "{\"host\":\"%s\",\"status\":%d,\"ms\":%d}\n",h[2],s[2],t; c[h[2]]++; tot+=t} END{for(k in c) print k, c[k] | "sort"; close("sort"); printf "avg %.2f\n", tot/NR}' /tmp/raw
sed -nE 's/.*host=([^ ]+) status=([0-9]+).*/\2 \1/p' /tmp/raw | sort -k1,1nr -k2
cut -d' ' -f2,4 /tmp/raw | tr ' =' ',;'
grep -c 'status=200' /tmp/raw; grep -v 200 /tmp/raw | head -1; grep -oE 'time=[0-9]+' /tmp/raw | cut -d= -f2 | paste -sd+ | tee /tmp/expr; echo $(( $(cat /tmp/expr) ))
