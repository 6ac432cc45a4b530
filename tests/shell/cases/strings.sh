printf 'abc\0defgh\001ijklm\nxy\n' > f; strings f; strings -n 3 f; strings -a f; strings -o f; strings -t d f; strings -t x f; strings -f f; strings nope; echo $?; strings -n 2 - < f
