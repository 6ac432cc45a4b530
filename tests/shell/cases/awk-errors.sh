awk '{print' /dev/null; echo $?; awk 'BEGIN{print 1/0}'; echo $?; awk '{print}' nope; echo $?; awk -f nope; echo $?
awk 'BEGIN{f(1)}'; echo $?; awk 'BEGIN{getline x < "/nope"; print "ok"}'; awk 'BEGIN{print 5 % 0}'; echo $?
awk 'BEGIN{if}'; echo $?; awk '}' ; echo $?
