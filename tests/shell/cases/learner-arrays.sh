a=(1 2 3)
echo ${a[1]}
