mkdir -p p/q; echo 1 > p/one; echo 22 > p/q/two; : > p/empty
find p -empty; find p -size -2 -type f | sort; find p -size +1c -type f | sort; find p -name one -exec rm {} + ; ls p; find p -type f -print0 | tr '\0' '\n' | sort
