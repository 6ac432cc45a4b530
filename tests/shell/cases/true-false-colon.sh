true; echo $?; false; echo $?; :; echo $?; true x; echo $?; false || echo f; : > f; echo $?; : ${x:=5}; echo $x; ! :; echo $?; yes no | head -n 2; yes a b | head -n 1
