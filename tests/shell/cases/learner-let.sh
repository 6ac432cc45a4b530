let x=3+4 y=x*2; echo $x $y
let 0; echo $?
let 5; echo $?
