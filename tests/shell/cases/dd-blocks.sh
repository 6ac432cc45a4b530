printf 'abcdefghij' > f; dd if=f bs=2 count=2 2>/dev/null; echo; dd if=f bs=1 skip=7 2>/dev/null; echo
dd if=/dev/zero of=z bs=1k count=3 2>/dev/null; wc -c < z; cp f g; printf XY | dd of=g bs=1 seek=3 conv=notrunc 2>/dev/null; cat g; echo
dd if=nope; echo $?; dd of=nodir/x < /dev/null; echo $?; echo hi | dd 2>/dev/null
