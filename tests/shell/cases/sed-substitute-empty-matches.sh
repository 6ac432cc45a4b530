printf 'one two one\nthree one\n' > f
echo aaa | sed 's/a*/x/g'; echo baaac | sed 's/a*/x/g'; echo abc | sed 's/x*/-/g'
