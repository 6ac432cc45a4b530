printf 'a\n\nb\n' > f
nl f; nl -ba f; nl -w3 -s': ' f; nl -v10 -i5 f; nl -bn f; cat f | nl; nl nope; echo $?; nl -ba -w2 -s. f
