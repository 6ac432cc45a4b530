seq 3 | awk '{a=a $0} END{print a; exit}'; awk 'BEGIN{exit 3}'; echo $?; awk 'BEGIN{print 1==1.0, "a"<"b"}'
