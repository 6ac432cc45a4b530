printf 'one two one\nthree one\n' > f
echo /a/b | sed 's|/|-|g'
