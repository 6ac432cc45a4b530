basename /a/b/c.txt; basename /a/b/c.txt .txt; basename a/; basename /; basename .txt .txt; basename a.b.c .c; basename ''
dirname /a/b/c; dirname a; dirname /a; dirname a/b/; dirname /; dirname ''; dirname a//b
mkdir d; ln -s d l; touch d/f; [ "$(realpath l/f)" = "$(realpath d/f)" ] && echo same; realpath nope/x; echo $?
readlink l; readlink d; echo $?; readlink -n l; echo; readlink -f nope/x/y; echo $?
