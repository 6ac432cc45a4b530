seq 10 > f
sed -n '4,+2p' f; sed '3!d' f; sed -n '/1/!p' f | head -n 2; sed 5q f; sed -n '9,2p' f
