(exit 0); echo $?; (exit 255); echo $?; (exit 256); echo $?; sh -c 'exit 5'; echo $?; sh -c 'kill -9 $$'; echo $?; true; echo $?; ! true; echo $?; exit 77
