date -u -d @0; date -u -d @86399 '+%Y-%m-%d %H:%M:%S %j %a %A %b %B %p %I %y %e %u %w'
date -u -d '2024-02-29 13:05:09' '+%s %F %T %D %R %c'; date -u -d nonsense; echo $?
date -u -d @1700000000 '+%%|%n|%t|%s'; date -u -d '12:30' '+%H:%M:%S'; date -u -d @1700000000 -R; date -u -d @1700000000 -I
date -u -d '2023.11.14-22:13:20' +%s; date -u -d @1700000000 '+%U %W %V %G %C %k %l %h'
