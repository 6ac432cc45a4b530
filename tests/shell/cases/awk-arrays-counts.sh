printf 'a 1\nb 2\na 3\n' > f
awk '{c[$1]++} END{print c["a"], c["b"], ("z" in c), length(c)}' f
