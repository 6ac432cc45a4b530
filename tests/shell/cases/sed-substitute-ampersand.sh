printf 'one two one\nthree one\n' > f
echo 'a.b.c' | sed 's/\./_/g'; echo abc | sed 's/b/[&]/'; echo abc | sed 's/b/\&/'
