set -u
echo ${A:-fine}
echo "$A"
echo not reached
