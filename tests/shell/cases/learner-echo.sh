echo -e 'a\tb\nc'; echo -n no; echo; echo -E 'a\n'; echo '\t'; echo -ne 'x\c y'; echo; echo -- -n; echo "a  b"   c
