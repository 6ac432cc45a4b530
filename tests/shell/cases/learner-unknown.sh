nosuch; echo $?; ./nosuch; echo $?; touch f; ./f; echo $?; /; echo $?; mkdir d; ./d; echo $?; chmod +x f; ./f; echo $?
