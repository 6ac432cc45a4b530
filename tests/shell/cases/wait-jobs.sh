(sleep 0.2; exit 3) & p=$!
wait $p; echo $?
sleep 0.1 & sleep 0.2 & wait; echo all $?
true & wait $!; echo $?
wait 99999; echo $?
(echo bg) & wait
{ sleep 0.1; echo late; } & echo early; wait
f() { sleep 0.1; echo func; }; f & wait $!
x=$( (echo sub) & wait ); echo $x
sleep 5 & kill $!; wait $!; echo $?
