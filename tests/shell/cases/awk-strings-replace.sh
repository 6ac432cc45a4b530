awk 'BEGIN{s="hello world"; n=gsub(/o/,"0",s); print n, s; sub(/l+/,"[&]",s); print s; gsub(/x/,"\\&",s); print s}'
