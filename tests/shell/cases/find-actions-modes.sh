mkdir -p p/q; echo 1 > p/one; echo 22 > p/q/two; : > p/empty
chmod 600 p/empty; find p -perm 600; find p -perm -400 -type f | sort; find p -type f -user root | sort
