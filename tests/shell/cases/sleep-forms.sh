sleep 0; echo $?; sleep 0.01; sleep x; echo $?; sleep 2>&1 | head -n 1 | cut -c1-7; sleep 0.01s; echo $?; sleep 1x; echo $?; sleep -1 2>&1 | head -n 1; sleep 0 0; echo $?; usleep 10; echo $?
