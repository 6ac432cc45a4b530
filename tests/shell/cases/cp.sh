echo one > a; cp a b; cat b; mkdir d; cp a d; ls d; cp a b d; ls d; cp a nodir/x; echo $?
cp nope x; echo $?; cp d e; echo $?; cp -r d e; ls e; cp -r d e; ls e; cp -r d/. f; ls f
chmod 755 a; cp a x; stat -c %a x; chmod 600 a; cp -p a y; stat -c %a y; cp a a; echo $?
ln -s a l; cp l m; cp -P l n; [ -L n ] && echo link; [ -L m ] || echo file
cp a b nodir; echo $?; echo two > a; cp -n a b; cat b; cp -f a b; cat b
