set -- a b c
for i in x"$@"y; do echo $i; done
for i in "x $@ y"; do echo "$i"; done
set --
for i in "$@"; do echo never; done
for i in "x$@"; do echo "[$i]"; done
set -- "" ""
for i in "$@"; do echo "[$i]"; done
for i in $@; do echo "never"; done
