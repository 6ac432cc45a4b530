printf 'one two one\nthree one\n' > f
echo HELLO | sed 's/hello/x/I'; echo HELLO | sed 's/l/x/Ig'
