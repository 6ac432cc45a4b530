{ echo out; echo err >&2; } 2>&1 | while read l; do echo "piped $l"; done
{ echo out; echo err >&2; } 2>/dev/null
exec 3>&1; echo to3 >&3; (echo sub >&3) > /dev/null; exec 3>&-
