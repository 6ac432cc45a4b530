sleep 5 & sleep 6 &
jobs -p | wc -l
kill $(jobs -p); wait; echo $?
