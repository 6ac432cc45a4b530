printf 'a 1\nb 2\na 3\n' > f
awk '!seen[$1]++' f; awk 'BEGIN{n=split("x:y:z", a, ":"); for(i=n;i>0;i--) printf "%s ", a[i]; print n}'
