echo a | tee f g; cat f g; echo b | tee -a f; cat f; echo c | tee nodir/x; echo $?; echo d | tee f > /dev/null; cat f; echo e | tee - | cat; seq 3 | tee h | wc -l; cat h
