mkdir -p a/b/c d; touch a/x.txt a/b/y.txt a/b/c/z.log d/.hid
find nope; echo $?; find a/x.txt; find . -regex '.*/[xy].*' | sort; find . -name b -prune -o -type f -print | sort
