sleep 0.1 & p1=$!
(exit 7) & p2=$!
wait $p2; echo "p2 $?"
wait $p1; echo "p1 $?"
wait; echo "all $?"
wait 99999; echo "none $?"
