echo 3 | xargs -I N sh -c 'exit N'; echo $?; echo a | xargs false; echo $?; echo a | xargs nosuch; echo $?; echo a | xargs sh -c 'exit 255'; echo $?
