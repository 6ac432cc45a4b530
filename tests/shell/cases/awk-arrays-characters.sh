printf 'a 1\nb 2\na 3\n' > f
awk 'BEGIN{n=split("abc", a, ""); print n, a[1], a[3]; print split("", a), split("  p q ", a), a[1]}'
