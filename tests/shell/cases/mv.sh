echo a > a; mv a b; ls; mkdir d; mv b d; ls d; mv nope x; echo $?; mv d e; ls
echo 1 > x; echo 2 > y; mv x y; cat y; mv y e/; ls e; touch p q; mv p q e; ls e; mv e/p e/q nodir; echo $?
mkdir m; touch m/f n; mv n m; ls m; mv -n m/f m/n; ls m
