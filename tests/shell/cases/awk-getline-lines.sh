printf '1\n2\n3\n' > f
awk 'NR==1{getline; print "got " $0} NR==3{getline x; print x "-" $0}' f
