[ a = a ] && echo 1; [ a != b ] && echo 2; [ -n a ] && echo 3; [ -z "" ] && echo 4
[ "" ] || echo 5; [ x ] && echo 6; [ ] || echo 7
[ 1 -lt 2 ] && [ 2 -le 2 ] && [ 3 -gt 2 ] && [ 3 -ge 3 ] && [ 1 -eq 1 ] && [ 1 -ne 2 ] && echo 8
[ a = a -a b = b ] && echo 9; [ a = b -o b = b ] && echo 10; [ ! a = b ] && echo 11
[ \( a = b -o c = c \) -a d = d ] && echo 12
[ -n ] && echo 13; [ = ] && echo 14; [ ! ] && echo 15; [ -a ] && echo 16
[ a == a ] && echo 17
[ abc \< abd ] && echo 18; [ b \> a ] && echo 19
test 1 = 1 && echo 20; test; echo $?
[ 1 -eq x ]; echo $?
[ a b ]; echo $?
[ 1 -eq 1; echo $?
[ " 5 " -eq 5 ]; echo $?
