x='echo hi; echo there'; eval "$x"; y=z; eval $y=5; echo $z; eval 'echo $((1+2))'; eval; echo $?; eval 'if'; echo not
