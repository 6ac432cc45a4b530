echo 1 > log; tail -f log > out & t=$!; sleep 0.3; echo 2 >> log; sleep 1.5; kill $t; wait $t 2>/dev/null; cat out; tail -n 1 -f nope & wait $!; echo $?
