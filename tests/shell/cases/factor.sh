factor 12 13 1 0 100; echo 15 21 | factor; factor x 2>/dev/null; echo $?; factor 999999937; factor 1000000
