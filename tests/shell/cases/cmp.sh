echo abc > a; echo abd > b; echo abc > c; printf ab > d
cmp a c; echo $?; cmp a b; echo $?; cmp -s a b; echo $?; cmp -l a b; cmp a d; echo $?; cmp a nope; echo $?; cat a | cmp - c; echo $?; cmp a; echo $?; cmp nope a; echo $?; cmp -n 2 a b; echo $?
