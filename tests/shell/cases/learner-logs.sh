i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo "$(date -u -d @$i '+%Y-%m-%dT%H:%M:%SZ') INFO request=$i path=/api/$i status=$((200+i*100))"; done > access.log
awk '{for(i=1;i<=NF;i++) if($i ~ /^status=/) {split($i,a,"="); c[a[2]]++}} END {for(k in c) print k, c[k]}' access.log | sort
grep -c 'status=[45]' access.log; sed -n 's/.*path=\([^ ]*\).*/\1/p' access.log | tr '\n' ' '; echo; cut -d' ' -f3- access.log | tail -1; awk '$2=="INFO"' access.log | wc -l; tail -n1 access.log | grep -oE 'status=[0-9]+' | cut -d= -f2
