printf 'a b\nc\n' | xargs; printf 'a b\nc\n' | xargs echo x; printf 'a b\nc\n' | xargs -n1 echo; printf 'a b\nc\n' | xargs -n 2 echo
