mkdir -p a/b/c d; touch a/x.txt a/b/y.txt a/b/c/z.log d/.hid
find a d -type f | sort; find . -path './a/b*' | sort; find . -name x.txt -o -name z.log | sort; find . \( -name x.txt -o -name y.txt \) -print | sort
