printf abc > f
sha3sum f; sha3sum -a 256 f; sha3sum -a 384 f; sha3sum -a 512 f; sha3sum -a 17 f; echo $?
: | sha3sum
i=0; while [ $i -lt 30 ]; do echo "a line of text $i"; i=$((i+1)); done | sha3sum -a 256
sha3sum -a 512 f > list; sha3sum -a 512 -c list; echo $?
printf abd > f; sha3sum -a 512 -c list; echo $?
