mkfifo p; ls -l p | head -c 1; echo; echo through > p & cat p; wait
(sleep 0.1; echo one; echo two) > p & while read x; do echo "got $x"; done < p; [ -p p ] && echo fifo
mkfifo p; echo $?
