umask; umask 077; umask; touch f; mkdir d; stat -c '%a %n' f d
umask 022; touch g; stat -c %a g; umask -S; umask u=rwx,g=,o=; umask
