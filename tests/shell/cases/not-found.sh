nosuch; echo $?; ./nosuch; echo $?; /bin/nosuch; echo $?; mkdir d; ./d; echo $?; echo 'echo hi' > s; ./s; echo $?; chmod +x s; ./s; echo $?; . nosuch.sh; echo never
