trap 'echo got; exit 5' USR1
(sleep 0.2; kill -USR1 $$) &
sleep 1 &
wait $!
echo status $?
