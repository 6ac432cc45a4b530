awk 'BEGIN{print "a" "b" 1+2 "c"; print 1 " " 2; print "x" > "/dev/stdout"; print substr("hello",0), substr("hello",-1,3), substr("hello",4)}'
