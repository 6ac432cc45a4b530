date -u -D '%d.%m.%Y' -d 03.02.2021 +%F
date -u -D '%Y/%m/%d %H:%M' -d '2024/02/29 13:45' '+%F %T'
date -u -D '%s' -d 86400 +%F
date -u -D '%d.%m.%Y' -d 2021-02-03; echo $?
