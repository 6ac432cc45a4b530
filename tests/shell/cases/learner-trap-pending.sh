trap 'echo sig' USR1
(sleep 0.1; kill -USR1 $$) &
sleep 0.5
echo after
wait; echo $?
