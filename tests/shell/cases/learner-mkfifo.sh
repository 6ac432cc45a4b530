mkfifo p; echo through > p & cat p; wait; [ -p p ] && echo fifo; ls -l p | cut -c1; rm p; (echo a; echo b) > f & wait; cat f
