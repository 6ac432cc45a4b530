echo hit > a; echo miss > b; echo hit > c; mkdir d; echo hit > d/e
grep hit a b c; grep -h hit a c; grep -H hit a; grep -l hit a b c; grep -L hit a b c; grep -c hit a b; grep -r hit d; grep -rn hit d/
