echo abc | tr '[a-c]' '[x-z]'; printf 'a\r\n' | tr -d '\r'; echo aXbX | tr -s 'X' '\n'; echo 12 | tr 1-9 a; echo abcd | tr a-d '[:digit:]'
