echo hi | tee a b; cat a b; echo more | tee -a a > /dev/null; cat a; echo x | tee /nonexistent/f; echo $?
