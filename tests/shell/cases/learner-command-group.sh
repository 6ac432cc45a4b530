{ echo a; echo b; } | wc -l; (cd /; pwd); { read x; read y; } <<E
1
2
E
echo $y$x; if { true; false; }; then echo t; else echo f; fi; { echo err >&2; } 2>&1 | sed 's/^/E: /'; time_it() { "$@"; }; time_it echo timed; ! { false; } && echo inv
