mkdir -p /var/log; (for i in 1 2 3; do echo "$i INFO line $i" >> /var/log/app.log; sleep 0.2; done) &
touch /var/log/app.log
timeout 2 tail -n+1 -F /var/log/app.log | while read -r n level rest; do echo "[$level] $rest"; done; echo end
