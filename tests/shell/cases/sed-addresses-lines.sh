seq 10 > f
sed -n 3p f; sed -n '$p' f; sed -n 2,4p f; sed -n '8,$p' f; sed '2,9d' f; sed -n '/3/,/5/p' f
