mkdir a; mkdir a; echo $?; mkdir -p a/b/c; mkdir -p a/b; echo $?; mkdir x/y; echo $?
mkdir -m 700 m; stat -c %a m; rmdir a; echo $?; rmdir a/b/c; ls a/b; rmdir -p a/b; ls; rmdir nope; echo $?
touch f; mkdir f; echo $?; mkdir -p f/x; echo $?; mkdir p q r; ls
