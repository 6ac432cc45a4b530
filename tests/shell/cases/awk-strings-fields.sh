echo 'a b' | awk '{sub(/b/,"c",$2); print; print length}'
