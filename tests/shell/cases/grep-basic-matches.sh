printf 'apple\nBanana\ncherry pie\napple pie\n\n' > f
grep apple f; grep -i banana f; grep -v pie f; grep -c pie f; grep -n pie f; grep -o 'p.' f; grep -w app f; echo $?
