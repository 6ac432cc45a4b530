httpd -f -p 18080 -h . & p=$!
echo page > index.html; sleep 0.3
wget -q -O - http://127.0.0.1:18080/index.html; echo $?
wget -q -O got http://127.0.0.1:18080/; cat got
wget -q -O - http://127.0.0.1:18080/nope; echo $?
kill $p; wait $p 2>/dev/null
wget -q -O - http://127.0.0.1:18080/; echo $?
