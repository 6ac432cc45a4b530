echo 'a,b,c,d' | cut -d, -f2,4; echo 'a,b,c,d' | cut -d, -f2-; echo abcdef | cut -c2-4; echo abcdef | cut -c-2,5; echo 'no delim' | cut -d, -f2; echo 'no delim' | cut -s -d, -f2; echo 'a b' | cut -f1
echo hello | tr a-y b-z; echo 'a  b' | tr -s ' '; echo abc123 | tr -d 0-9; echo abc | tr '[:lower:]' '[:upper:]'; echo 'a:b' | tr ':' '\n'; echo abc | tr -c 'a\n' x; echo aabb | tr -s ab x
