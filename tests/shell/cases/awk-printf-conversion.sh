awk 'BEGIN{OFMT="%.2f"; print 3.14159; x = 3.14159 ""; print x; CONVFMT="%.1f"; y = 2.55 ""; print y}'
