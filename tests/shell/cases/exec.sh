(exec echo replaced; echo no)
exec 5>file; echo five >&5; exec 5>&-; cat file
(exec nosuch; echo no); echo $?
