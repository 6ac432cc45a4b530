seq 10 | awk 'NR==3,NR==5'; seq 10 | awk '/2/,/4/{printf "%s,", $0} END{print ""}'
