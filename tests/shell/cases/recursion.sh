f() { [ $1 -eq 0 ] && { echo done; return; }; f $(($1-1)); }
f 500
