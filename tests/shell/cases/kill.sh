kill -l 9; kill -l TERM; kill -l 15; sleep 5 & kill -9 $!; wait $!; echo $?
sleep 5 & kill -s INT $!; wait $!; echo $?; kill 999999; echo $?; kill abc; echo $?; kill -NOSIG $$; echo $?
kill -0 $$; echo $?; kill; echo $?; sh -c 'kill -USR1 $$'; echo $?; sleep 5 & kill -HUP $!; wait $!; echo $?
