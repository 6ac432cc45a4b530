printf 'one two\nthree\n' > f; wc f; wc -l f; wc -w < f; wc -c f f; wc -L f; echo -n | wc -l
wc nope; echo $?; cat f | wc; cat f | wc -l -w
