x=1; x=2 y=$x; echo $y
a=1 b=$a; echo $b
x=$(echo 1) y=$x; echo $y
unset q; q=val :; echo "[$q]"
x=a=b; echo $x
x="a  b"; y=$x; echo "$y"
y=$(echo '*'); echo "$y"
