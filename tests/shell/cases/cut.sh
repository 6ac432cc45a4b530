printf 'a:b:c\nd:e:f\nnone\n' > f
cut -d: -f1 f; cut -d: -f2- f; cut -d: -f1,3 f; cut -d: -f-2 f; cut -s -d: -f2 f; cut -c1 f; cut -c2-3 f; cut -b1-2 f; cut -c3- f; printf 'x\ty\n' | cut -f2; echo 'a b c' | cut -d' ' -f3,1
cut -d: f; echo $?; cut -d: -f0 f; echo $?; cut -d: -f3-1 f; echo $?; cut -f x f; echo $?; cut -d: -f1 nope; echo $?; cut -d: -f1 nope f; echo $?; echo a:b | cut -d: -f2 -; cut -d:: -f1 f; echo $?
