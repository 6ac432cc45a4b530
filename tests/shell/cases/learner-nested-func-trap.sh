cleanup() { echo "cleaning"; rm -f tmpf; }
trap cleanup EXIT INT TERM
touch tmpf
( echo sub; exit 2 ); echo "sub rc $?"
kill -INT $$
echo survived
ls
