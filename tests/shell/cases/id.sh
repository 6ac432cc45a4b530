id; id -u; id -g; id -un; id -gn; whoami; id -u root; id nosuch; echo $?
