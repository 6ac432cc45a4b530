readonly R=1
(R=2); echo $?
unset R; echo $?
export R; echo $R
