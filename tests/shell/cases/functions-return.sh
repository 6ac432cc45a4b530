f() { return 256; }; f; echo $?; f() { return -1; }; f; echo $?; f() { return abc; }; f; echo $?
