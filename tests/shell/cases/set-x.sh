set -x
echo a 'b c' "d"
x=1 y='2 3'
x=5 echo hi
[ a = b ]
for i in 1 2; do :; done
f() { echo in; }
f
echo "$(echo sub)"
PS4='> '; echo z
set +x
echo quiet
