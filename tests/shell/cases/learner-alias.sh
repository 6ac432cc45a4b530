alias ll='ls -l' hi='echo hi'
alias
hi
unalias hi; hi; echo $?
