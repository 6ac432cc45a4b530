i=3; while [ $i -gt 0 ]; do echo $i; i=$((i-1)); done; until [ $i -eq 2 ]; do i=$((i+1)); done; echo $i; for x in; do echo no; done; for f in *.none; do echo "$f"; done
