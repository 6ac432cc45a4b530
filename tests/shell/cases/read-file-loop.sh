printf 'a=1\nb=2\n# c\n\nd=4' > conf
while IFS='=' read -r k v || [ -n "$k" ]; do case $k in ''|'#'*) continue;; esac; echo "$k -> $v"; done < conf
