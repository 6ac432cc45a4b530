check() { case $1 in ''|*[!0-9]*) echo "'$1' is not a number" >&2; return 1;; esac; [ "$1" -ge 1 ] && [ "$1" -le 65535 ]; }
for p in 80 0 70000 abc ''; do check "$p" && echo "$p ok" || echo "$p bad"; done
: "${REQUIRED:=default}"; echo $REQUIRED
