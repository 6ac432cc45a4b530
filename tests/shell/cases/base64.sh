echo hello | base64; echo aGVsbG8K | base64 -d; printf '%s' 'admin' | base64; printf 'YWRtaW4=' | base64 -d; echo; printf '%0100d' 0 | base64; printf '%0100d' 0 | base64 -w0; echo; printf '%0100d' 0 | base64 -w 20 | head -n 2; printf '' | base64
base64 nope; echo $?; printf 'YWJj\nZGVm\n' | base64 -d; echo; printf 'a' > f; base64 f; printf '\377\376' | base64
