printf 'b 2\na 10\nc 1\na 9\n' > f
sort nope; echo $?; sort f nope; echo $?; printf '  b\n a\n' | sort -b; printf 'a,b\na c\n' | sort -d; printf 'b\0a\0' | sort -z | tr '\0' ' '; echo; sort -k0 f; echo $?; sort -k x f; echo $?
