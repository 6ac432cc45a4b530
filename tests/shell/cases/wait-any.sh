(sleep 0.1; exit 4)& (sleep 0.3; exit 5)& wait -n; echo $?; wait -n; echo $?; sleep 0.1 | (sleep 0.2; exit 3) & wait -n; echo $?; (exit 0)& (sleep 0.2; exit 3)& wait -n; echo $?; wait -n; echo $?
