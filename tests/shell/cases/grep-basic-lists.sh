printf 'apple\nBanana\ncherry pie\napple pie\n\n' > f
grep -m1 apple f; grep -F 'a.p' f; echo $?; grep -E 'apple|Ban' f; grep -L apple f; grep -l apple f; echo $?; cat f | grep -c apple
