dd if=/dev/zero of=f bs=1k count=3 2>/dev/null; stat -c %s f; printf abcdefgh > g; dd if=g bs=2 skip=1 count=2 2>/dev/null; echo
dd if=g of=h bs=4 seek=1 2>/dev/null; stat -c %s h; dd if=g bs=3 2>&1 >/dev/null | head -n 2; dd if=nope; echo $?
printf XY | dd of=g conv=notrunc 2>/dev/null; cat g; echo; echo piped | dd 2>/dev/null
