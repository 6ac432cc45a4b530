cat <(echo a; false) && echo $?; for f in <(echo 1) <(echo 2); do cat $f; done; (cat <(echo sub)); { cat <(echo grp); }; cat <(cat <<X
here
X
)
