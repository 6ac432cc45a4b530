printf 'apple\nBanana\ncherry pie\napple pie\n\n' > f
grep -x apple f; grep -q cherry f; echo $?; grep nothing f; echo $?; grep -e apple -e Ban f; grep '^$' f; grep -n '' f | tail -n 1
