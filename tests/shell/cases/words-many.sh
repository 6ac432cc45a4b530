i=0; s=; while [ $i -lt 300 ]; do s="$s w$i"; i=$((i+1)); done; set -- $s; echo $# ${300} ${#s}
