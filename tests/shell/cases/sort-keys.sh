printf 'b 2\na 10\nc 1\na 9\n' > f
sort f; sort -r f; sort -k2 f; sort -k2n f; sort -k1,1 -k2,2nr f; sort -u f; sort -k1,1 -u f; sort -n -k2 -r f; sort -t ' ' -k 2,2n f
