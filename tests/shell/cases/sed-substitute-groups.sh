printf 'one two one\nthree one\n' > f
echo 'key=value' | sed 's/\(.*\)=\(.*\)/\2=\1/'; echo 'key=value' | sed -E 's/(.*)=(.*)/\2=\1/'
