set -o | head -3; set -o noclobber; set +o | grep noclobber; set +C; set -o nosuch; echo $?
