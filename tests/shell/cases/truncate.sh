truncate -s 10 f; stat -c %s f; truncate -s 1k f; stat -c %s f; truncate -s 3 f; stat -c %s f; truncate -c -s 1 nope; ls nope; truncate -s x f; echo $?
