mkdir -p a/b/c d; touch a/x.txt a/b/y.txt a/b/c/z.log d/.hid
find . -iname '*.TXT' | sort; find . -name '.*' -type f; find . -not -name '*.txt' -type f | sort; find . ! -type d | sort
