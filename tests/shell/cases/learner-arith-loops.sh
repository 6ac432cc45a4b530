i=0; s=0; while :; do i=$((i+1)); [ $((i%2)) -eq 0 ] && continue; [ $i -gt 9 ] && break; s=$((s+i)); done; echo $s
for i in 1 2 3 4 5 6; do if [ $((i % 15)) -eq 0 ]; then echo FizzBuzz; elif [ $((i % 3)) -eq 0 ]; then echo Fizz; elif [ $((i % 5)) -eq 0 ]; then echo Buzz; else echo $i; fi; done
a=10 b=3; echo "$((a/b)) r $((a%b))"; echo $((a > b ? a : b)); echo $(( a <= 10 && b != 3 )); c=$((a=5, a*2)); echo $c $a; echo $((-a)) $((+a)) $((- -a)); echo $(($a+$b)) $((a
+b))
