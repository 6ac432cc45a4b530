x='1 +'; echo $((x)); echo not reached
