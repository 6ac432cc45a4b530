alias say='echo said'
say one
alias twice='say two '
alias word='three'
twice word
alias ls='ls -d'
mkdir d; ls d
alias loop='loop2' loop2='loop'
loop 2>/dev/null; echo $?
X=1 say four
if say five; then say six; fi | cat
alias start='if true; then'
start say seven; fi
'say' eight 2>/dev/null; echo $?
\say nine 2>/dev/null; echo $?
echo say
f() { say inside; }
f
eval 'say ten'
unalias say
say gone 2>/dev/null; echo $?
alias say='echo a
echo b'
say c
