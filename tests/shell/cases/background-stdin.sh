echo data > f
cat < f & wait
(read x; echo "[$x]") & wait
