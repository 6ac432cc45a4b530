mkdir d; cat d; echo $?; cat nope d; echo $?; cat ''; echo $?; cat -Q 2>&1 | head -n 1; echo x > f; chmod 000 f; cat < d; echo $?
