trap 'echo stop; kill $p; exit 0' TERM
sleep 50 & p=$!
(sleep 0.2; kill -TERM $$) &
wait $p
echo not reached
