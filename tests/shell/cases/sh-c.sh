sh -c 'echo $0 $1 $2' name one two
sh -c 'echo $#' x
sh -ec 'false; echo no'; echo $?
sh -uc 'echo $nope'; echo $?
echo 'echo from stdin $1' | sh -s arg
echo 'echo plain' | sh
printf 'echo a\necho b\n' > s; sh s; sh -x s
sh -c 'exit 300'; echo $?
sh -c 'echo "$@"' _ 'a b' c
sh -n s; echo $?
