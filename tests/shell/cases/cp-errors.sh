echo 1 > a; mkdir d; cp nope b; echo $?; cp d e; echo $?; cp a nodir/x; echo $?; cp a d; cat d/a; cp a a; echo $?; cp a d nope; echo $?; cp -r d e; cat e/a; cp -Q 2>&1 | head -n 1
