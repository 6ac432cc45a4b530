echo data > a; ln a b; cat b; stat -c %h a; ln -s a c; readlink c; cat c; ln -s nope dangling; cat dangling; echo $?
ln -s a c; echo $?; ln -sf b c; readlink c; mkdir d; ln -s ../a d; readlink d/a; cat d/a; ln nope x; echo $?
ln -s d dl; ln -sfn a dl; readlink dl; rm a; cat c
