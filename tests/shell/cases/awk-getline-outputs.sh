printf '1\n2\n3\n' > f
awk '{print > "o" $1} END{close("o1")}' f; cat o1 o2 o3; awk 'BEGIN{print "e" > "/dev/stderr"; printf "a" >> "app"; printf "b" >> "app"}'; cat app; echo
