echo 'sx=1; echo sourced $1; return 4; echo no' > lib
. ./lib; echo $? $sx
. ./lib arg; echo $?
set -- outer; . ./lib; echo $1
echo 'exit 3' > ex; (. ./ex; echo no); echo $?
(. ./nope; echo no); echo $?
source ./lib > /dev/null; echo $?
echo 'nosuch' > bad; . ./bad; echo $?
