echo "a'b" 'a"b' a\"b "a\"b" 'a\b' "a\b" "\$x" '$x' "\`" "\\" \\ ; x='a  b'; echo $x "$x" '$x' "${x}" "'$x'"; echo "a
b"; echo a"b"c'd'e; echo "" '' | od -c | head -n 1; echo "$(echo "nested $(echo "deep q")")"; echo `echo \`echo old\``; echo "tab	in"; echo $'a\tb' $'it\'s' $'\x41\n'; echo a\
b; echo "a\
b"; echo 'a\
b'; echo \# not comment # comment; echo a#b; echo "!" \!; y="multi word"; set -- $y "$y"; echo $#; echo "${x}y" "$x"y; echo $x$x; echo "\a\z"; echo '\n' "\n"
