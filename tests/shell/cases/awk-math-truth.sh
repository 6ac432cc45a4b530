echo '0 0.0 abc' | awk '{if($1) print 1; else print 0; if($2) print 1; else print 0; if($3) print 1}'
