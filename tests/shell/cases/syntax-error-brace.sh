echo one
echo ${x
