x='echo hi'; eval $x; eval "$x there"
v=name; eval "$v=value"; echo $name
eval 'for i in 1 2; do echo $i; done'
eval; echo $?
eval false; echo $?
eval 'echo a
echo b'
n=2; set -- a b c; eval "echo \$$n"
(eval 'echo )'; echo no); echo $?
