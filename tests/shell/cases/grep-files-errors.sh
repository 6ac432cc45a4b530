echo hit > a; echo miss > b; echo hit > c; mkdir d; echo hit > d/e
echo hit | grep -H hit; echo hit | grep hit - a
