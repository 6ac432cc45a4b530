echo abcdefghij | fold -w4; echo 'the quick brown fox' | fold -s -w10; fold nope; echo $?; echo abcdef | fold -b -w3; echo x | fold -w0; echo $?
