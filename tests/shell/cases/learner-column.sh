printf 'a b\nccc d\n' | awk '{printf "%-5s %s\n",$1,$2}'; printf 'x=1\ny=2\n' | sed 's/=/: /'; echo 'k1=v1;k2=v2' | tr ';' '\n' | while IFS== read k v; do echo "$k->$v"; done
