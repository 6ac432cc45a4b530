for i in 1 2 3 4 5 6 7; do echo "$i line" >> app.log; done
[ $(wc -l < app.log) -gt 5 ] && { mv app.log app.log.1; : > app.log; }
ls; wc -l app.log app.log.1
