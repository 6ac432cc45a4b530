seq 1 20 | grep -A1 5; seq 1 20 | grep -B1 7; seq 1 20 | grep -C1 10; seq 20 | grep -A1 -n '[369]$'; seq 5 | grep -A 9 4
