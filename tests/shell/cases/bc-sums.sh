echo '1+2' | bc; echo 'scale=2; 10/3' | bc; echo '2^10' | bc; echo '10%3; -5/2' | bc; echo 'x=5; x*2' | bc; echo 'sqrt(16)' | bc; bc <<E
1.5+2.25
3*4
E
echo '1/0' | bc; echo $?; echo 'scale=4; 1/3' | bc -l; echo '5>3' | bc; echo 'if (1) 2' | bc; echo 'for(i=0;i<3;i++) i' | bc; echo 'ibase=16; FF' | bc; echo 'obase=2; 10' | bc; echo '1.10*2' | bc; echo '"hi"; 5' | bc; echo '100/7*7' | bc; echo '(1+2)*3 - 4' | bc; echo '0.1+0.2' | bc; echo '1.5*1.5' | bc; echo 'scale=10; 22/7' | bc; echo "3.7 * 100 / 1" | bc; echo 'length(12345)' | bc; echo '-3 + 1' | bc; echo '7 % 4' | bc; echo 'a=3;a+=2;a' | bc; echo 'scale=2; 1/3 + 1/3' | bc; echo '.5 + .5' | bc; echo '1==1' | bc; echo '10 > 9 && 1 < 2' | bc; echo 'scale=3; 5.5 % 2' | bc; echo 'i=3; while (i>0) { i; i=i-1 }' | bc; echo 'if (0) 1 else 2' | bc; echo '1+' | bc; echo $?; n=7; total=$(echo "scale=1; $n*15/10" | bc); echo "total=$total"
