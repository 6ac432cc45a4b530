yes | head -n 3; yes a b | head -n 2; true; echo $?; false; echo $?; true x --y; echo $?
