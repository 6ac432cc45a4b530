set | grep '^IFS' ; x="a'b"; set | grep '^x='; set a b; echo $1; set -- ; echo $#; set -a; Z=1; env | grep ^Z; set +a; set -o noglob; echo *; set +o noglob; set -o | head -3; set -o nope; echo $?; set -Z; echo $?; shift 5; echo $?; unset 1x; echo $?; export 1x=3; echo $?; x=; echo "${x:-e}" ; echo "${x-e}"; y=abc; echo ${y:1}; echo "a$y"b"c"; echo a"$y"'$y'; echo $y$y; echo "$y_x" "${y}_x"; echo "\$y \"q\" \\ \`"; echo 'sq"dq'; echo "dq'sq"; echo a\
b; echo "a
b"; # comment
echo a#b #c
echo a;echo b; echo c & wait; echo 'x y' z; echo -- -n; test a = a; echo $?; [ 1 = 1 -a 2 = 2 ]; echo $?
