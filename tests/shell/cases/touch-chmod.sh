touch a; ls a; touch -c nope; echo $?; ls nope; touch nodir/x; echo $?
for m in 644 755 4755 1777 u+x,g-r a=r o+w +x u=rwx,go= g+s u-x,o=u; do chmod $m a; stat -c "$m %a %A" a; done
chmod z a; echo $?; chmod 644 nope; echo $?; mkdir -p d/e; touch d/f; chmod -R 700 d; stat -c '%a %n' d d/e d/f
chmod -R a+X d; stat -c '%a %n' d d/e d/f; touch -d '2020-01-02 03:04:05' t
date -r t '+%Y-%m-%d %H:%M:%S'; touch -t 202101020304 t; date -r t '+%Y-%m-%d %H:%M'
