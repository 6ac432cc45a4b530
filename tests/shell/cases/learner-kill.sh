sleep 100 & p=$!
kill $p; wait $p; echo $?
sleep 100 & p=$!
kill -9 $p; wait $p 2>/dev/null; echo $?
kill -0 $p 2>/dev/null || echo gone
kill -l 15; kill -l 143; kill -l TERM
kill; echo $?
kill nosuch; echo $?
