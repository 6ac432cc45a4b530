printf 'hello world, this is\n' > f
hexdump f; hexdump -C f; hexdump -n4 -C f; hexdump -s6 -C f; hexdump -b f; hexdump -c f; hexdump -d f; hexdump nope; echo $?; printf '%064d' 0 | hexdump -C; printf '' | hexdump -C; hexdump -x f; hexdump -o f
