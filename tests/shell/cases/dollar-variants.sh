echo $ a$ "$" $% "a$b$"; x=1; echo $x$x "$x$x" ${x}y $xy; echo "$x's" "${x}_"
echo $((x))$((x)) $(echo $x)$(echo $x)
