mkdir -p a/b; top=$(pwd)
cd a; [ "$(pwd)" = "$top/a" ] && echo in a
cd b; cd ..; [ "$PWD" = "$top/a" ] && echo back
cd ../..; cd $top; [ "$PWD" = "$top" ] && echo top
(cd nope; echo no); echo $?
(cd /; pwd; cd usr/../etc; pwd)
ln -s a/b link; cd link; [ "$PWD" = "$top/link" ] && echo logical; cd ..; [ "$PWD" = "$top" ] && echo up
(HOME=/; cd; pwd)
touch $top/file; cd $top; (cd file); echo $?
