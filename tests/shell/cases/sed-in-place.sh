printf 'port=80\nhost=x\n' > c; printf 'port=1\n' > d
sed -i 's/port=.*/port=8080/' c; cat c; sed -i.bak 's/x/y/' c; cat c c.bak; sed -i 's/port/PORT/' c d; cat c d
sed -i '/host/d' c; cat c; sed -i '$d' nope; echo $?
