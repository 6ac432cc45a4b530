# What was found once is run from there, until PATH is set or the table is emptied.
mkdir a b
make() { printf '#!/bin/sh\necho %s "$@"\n' "$1" > "$1/prog"; chmod +x "$1/prog"; }
make b
PATH=$PWD/a:$PWD/b:$PATH
prog first
make a
prog second
prog third | cat
PATH=$PWD/a:$PATH prog fourth
prog fifth
hash -r
prog sixth
rm a/prog
prog seventh
hash prog
prog eighth
rm b/prog
prog ninth
echo $?
make a
prog tenth
PATH=$PATH
prog eleventh
chmod -x a/prog
prog twelfth
echo $?
