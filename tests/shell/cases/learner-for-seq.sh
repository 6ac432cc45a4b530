for i in $(seq 1 3); do printf '%s ' $i; done; echo
for i in {1..3}; do echo $i; done
seq 5 -2 1 | tr '\n' ' '; seq -w 8 10; seq -s, 1 5; seq 0 0.5 1.5; seq 3 1; echo $?
