for i in 1 2 3; do if [ $i = 2 ]; then break; fi; echo $i; done; echo end
while :; do while :; do break 2; done; done; echo out
for i in 1 2 3; do continue 1; echo no; done; echo $i
