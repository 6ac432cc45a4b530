[[ a == a ]] && echo 1
[[ abc == a* ]] && echo 2
[[ a == b || c == c ]] && echo 3
[[ a == a && b != c ]] && echo 4
[[ -n x ]] && echo 5
[[ 5 -gt 3 ]] && echo 6
[[ abc =~ ^a.c$ ]] && echo 7
[[ ! -e nope ]] && echo 8
