env -i A=1 B=2 env; env X=5 sh -c 'echo $X';
env -u HOME sh -c 'echo "[$HOME]"'; env nosuch; echo $?; env -i; env - C=3 env
