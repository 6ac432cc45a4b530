v=
echo ${v:?is empty}
echo not reached
