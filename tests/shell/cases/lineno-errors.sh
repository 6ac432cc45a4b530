echo $LINENO
nosuch
echo $LINENO
f() {
  nosuch2
  echo $LINENO
}
f
(nosuch3)
x=$(nosuch4)
[ 1 -eq x ]
cd /nope
echo end
