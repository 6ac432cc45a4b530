echo hello   world
echo -n a; echo b
echo -e 'a\tb\nc\\d'
echo -E 'a\tb'
echo -ne 'x\n'
echo -- a
echo -x a
echo
echo ""
echo 'a\nb'
echo -e 'a\0101b\x41c'
echo -e 'stop\chere'
echo after
