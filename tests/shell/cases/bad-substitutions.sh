echo before; x=1
(echo ${x^^}; echo no); echo $?
(echo ${x!}); echo $?
f() { echo in; echo ${}; }
echo "${x:?}" ${y:-d}; (: ${z:?}); (: ${z?}); (: "${z:?own words}"); false || (echo ${x,,})
echo not reached
