echo hit > a; echo miss > b; echo hit > c; mkdir d; echo hit > d/e
grep -rl hit . | sort; grep hit d; echo $?; grep hit nope; echo $?; grep -s hit nope; echo $?; grep hit nope a; echo $?; grep -q hit nope a; echo $?
