set -e
x=$(echo hi; exit 3) || echo "rc $?"
echo "x=$x"
y=$(false)
echo not reached
