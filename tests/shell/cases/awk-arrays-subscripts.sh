printf 'a 1\nb 2\na 3\n' > f
awk 'BEGIN{a[1,2]=3; for (k in a) {split(k, p, SUBSEP); print p[1], p[2]}; if ((1,2) in a) print "yes"; delete a; print length(a)}'
