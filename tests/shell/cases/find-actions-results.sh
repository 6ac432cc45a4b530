mkdir -p p/q; echo 1 > p/one; echo 22 > p/q/two; : > p/empty
find p -name two -exec false \; -print; find p -name two -exec true \; -print
