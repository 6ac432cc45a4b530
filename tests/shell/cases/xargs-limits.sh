printf "it's" | xargs echo; echo $?; printf 'a\nb\n' | xargs -I % sh -c 'echo %; echo -%'; seq 4 | xargs -s 20 echo; printf 'a b EOF c' | xargs -E EOF echo
