trap 'echo exiting' EXIT
trap 'echo term' TERM
kill -TERM $$
echo after
trap '' USR1; kill -USR1 $$; echo ignored
trap - TERM
trap
(trap 'echo sub-exit' EXIT; echo in)
f() { trap 'echo changed exit' EXIT; }; f
trap 'echo int; exit 9' INT
sh -c 'kill -INT $PPID'
echo not reached
