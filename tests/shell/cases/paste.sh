printf '1\n2\n3\n' > a; printf 'x\ny\n' > b
paste a b; paste -d, a b; paste -s a; paste -sd, a; paste -d ',;' a b a; cat a | paste - b; seq 6 | paste - - -; paste -s -d+ a b; seq 3 | paste -sd+ | sed 's/$/=?/'; paste nope a; echo $?; paste a
