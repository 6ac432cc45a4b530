printf 'one two one\nthree one\n' > f
sed 's/one/1/' f; sed 's/one/1/g' f; sed 's/one/1/2' f; sed -n 's/one/1/p' f
