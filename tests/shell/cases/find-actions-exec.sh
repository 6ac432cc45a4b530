mkdir -p p/q; echo 1 > p/one; echo 22 > p/q/two; : > p/empty
find p -type f -exec cat {} \; | sort; find p -type f -exec echo got {} + | tr ' ' '\n' | sort; find p -name one -exec sh -c 'echo "in $1"' _ {} \;
