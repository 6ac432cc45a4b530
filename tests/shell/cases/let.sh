let a=1+2; echo $a; let 'b = a * 2' c=5; echo $b $c
let 0; echo $?; let 1; echo $?
i=5; : $((i+=3)); echo $i
