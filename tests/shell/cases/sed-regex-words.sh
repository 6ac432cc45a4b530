echo 'a+b' | sed 's/+/-/'; echo 'a+b' | sed -E 's/\+/-/'; echo 'foo foobar' | sed 's/\bfoo\b/X/g'
