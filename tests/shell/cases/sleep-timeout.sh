sleep 0; echo $?; env sleep x; echo $?; sleep 0.1 && echo ok
timeout 0.2 sleep 5; echo $?; timeout 5 sh -c 'exit 3'; echo $?; timeout -s KILL 0.2 sleep 5; echo $?
usleep 1000; echo $?
