trap 'echo a' INT
trap "echo 'b c'" TERM
trap '' HUP
trap
trap - INT
trap
