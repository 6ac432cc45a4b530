set -e
trap 'echo exit rc=$?' EXIT
grep nope /etc/hostname_none 2>/dev/null
echo no
