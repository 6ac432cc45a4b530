echo hello > f; mkdir d; ln -s f l; chmod 640 f
stat -c '%n %s %a %A %F %h' f; stat -c '%a %F' d; stat -c '%N %F' l; stat -L -c %F l
stat -c '%U %G %u %g' f; stat nope; echo $?; stat -c %s nope f; echo $?
