printf 'a\nb\n\nc' > f; cat f; echo; cat -n f; echo; cat -b f; echo; cat f f
echo in | cat; echo in | cat - f; echo; cat nope; echo $?
printf 'a\tb\001\n' | cat -v; printf 'a\tb\n' | cat -A; printf 'x\n' | cat -e
cat nope f; echo $?
