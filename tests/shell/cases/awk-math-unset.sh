awk 'BEGIN{x; if(!x) print "zero"; if(x=="") print "empty"; y="0"; if(y) print "str true"; z=0; if(!z) print "num false"}'
