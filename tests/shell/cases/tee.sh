echo a | tee f g; cat f g; echo b | tee -a f > /dev/null; cat f; echo c | tee nodir/x; echo $?
