mkdir -p a/b/c d; touch a/x.txt a/b/y.txt a/b/c/z.log d/.hid
find . | sort; find a -name '*.txt' | sort; find . -type d | sort; find . -type f -name '*.log'; find a -maxdepth 1 | sort; find . -mindepth 3 | sort
