printf 'hello world, this is\n' > f
xxd f; xxd -p f; xxd -l 4 f; xxd -s 6 f; xxd -c 8 f; xxd -g1 f; printf '68690a' | xxd -r -p; xxd f | xxd -r; xxd nope; echo $?; printf '\377' | xxd -p
