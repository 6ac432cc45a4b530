echo 1
nosuch1

nosuch2 arg
cd /nope
echo ${x?gone}
