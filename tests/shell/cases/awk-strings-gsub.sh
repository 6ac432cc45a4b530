awk 'BEGIN{s="a.b.c"; gsub(".","x",s); print s; t="a.b.c"; gsub("\\.","-",t); print t; gsub(/[0-9]/,"",t); print t}'
