awk 'BEGIN{print length("hello"), substr("hello",2,3), index("hello","l"), toupper("aB"), tolower("aB")}'
