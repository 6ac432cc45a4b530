seq 5 | awk '{if($1%2) next; print} END{print "end"}'; seq 5 | awk '$1==3{exit 4} {print} END{print "e"}'; echo $?
