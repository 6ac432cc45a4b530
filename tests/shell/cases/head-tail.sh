for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i; done > f
head -n 2 f; head -3 f; head -c 4 f; head f | wc -l; head -n -10 f
tail -n 2 f; tail -3 f; tail -c 3 f; tail -n +11 f; tail f | wc -l
head -n 1 f f; tail -q -n 1 f f; tail -n 1 f f
cat f | tail -n 1; cat f | head -n 1; head nope; echo $?; tail nope; echo $?
printf 'no newline' | tail -n 1; echo; printf 'a\nb' | head -n 5; echo
