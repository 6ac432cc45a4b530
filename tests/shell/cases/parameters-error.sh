(echo ${x?}; echo not) ; echo $?
(echo ${x:?is missing}; echo not); echo $?
y=; (echo ${y?fine}; echo ok); echo $?
(echo ${y:?empty}); echo $?
echo ${x?}
echo not reached
