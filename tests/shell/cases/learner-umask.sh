umask; umask 077; touch f; stat -c %a f; mkdir d; stat -c %a d; umask -S; umask u=rwx,g=rx,o=; umask; umask 9; echo $?
