(echo answer | nc -l -p 18081) & sleep 0.3
echo question | nc 127.0.0.1 18081
wait; nc 127.0.0.1 18082 2>/dev/null; echo $?
nc -l -p 18083 -e echo served & sleep 0.3; nc 127.0.0.1 18083 < /dev/null; wait
