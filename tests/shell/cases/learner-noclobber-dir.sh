mkdir d; echo x > d; echo $?; cat d; echo $?; cat nope; echo $?; cd nope; echo $?; cd d; pwd | sed 's/.*\///'; cd ..; cd - > /dev/null; basename $PWD
