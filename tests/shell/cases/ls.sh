mkdir d; touch b a c .h d/x d/y; ls; ls -a; ls -A; ls -1; ls d; ls a b d; ls -d d; ls -r; ls nope; echo $?
ls -R; ls a nope; echo $?; mkdir e; ls e; ls -d *; ls -F; ls -p; ln -s a l; ls -F
echo 12345 > big; ls -S | head -n 1
