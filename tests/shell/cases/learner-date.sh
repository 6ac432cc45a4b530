date -u -d @0; date -u -d @86400 +%Y-%m-%d; date -u -d '2024-02-29 12:34:56' '+%F %T %j %a %b %s'
date -u -d '2024-01-01' +%A; date -d nonsense; echo $?
date -u -d @1700000000 -Iseconds; date -u -d @1700000000 +'%H:%M:%S %p %I %y %U %%'
date -u -R -d @0; date +%Q; date -u -d '1 day ago' >/dev/null; echo $?
