trap 'echo cleanup $?' EXIT
trap 'echo int' INT
echo body
(exit 3)
exit 4
