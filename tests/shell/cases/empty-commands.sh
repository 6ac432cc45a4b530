: ; : args; true
$empty
echo $?
"" ; echo $?
x= ; echo "[$x]" $?
$(true); echo $?
$(false); echo $?
