printf 'a\tb\n\tc\n' > f; expand f; expand -t4 f; expand -i f | cat -A
expand nope; echo $?; expand -t 2 f
