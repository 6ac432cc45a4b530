printf 'a|b\nab\nc\n' > f
egrep 'a|b' f; fgrep 'a|b' f; egrep -c '^.$' f; fgrep -x c f; fgrep -i AB f; fgrep -v a f; fgrep -o b f; printf 'x\n' | fgrep ''
