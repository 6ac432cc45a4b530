ls nope; echo $?; mkdir d; touch d/x f; ls f nope d; echo $?; ls -d d; ls -a d; ls -A d; ls -1 d f; ls -R d; ls -p; ls -F
