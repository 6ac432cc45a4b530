f=$(mktemp); [ -f "$f" ] && echo file; stat -c %a $f; rm $f; d=$(mktemp -d); [ -d "$d" ] && echo dir; stat -c %a $d; rmdir $d
f=$(mktemp ./x.XXXXXX); [ -f $f ] && echo ${#f}; f=$(mktemp -u ./y.XXXXXX); [ -e $f ] || echo absent
