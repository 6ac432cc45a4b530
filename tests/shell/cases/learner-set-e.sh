set -e
false || echo "or is fine"
if false; then :; fi
! true
echo still
false
echo not reached
