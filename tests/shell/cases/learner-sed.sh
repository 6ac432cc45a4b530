printf 'one\ntwo\nthree\n' > f
sed 's/o/0/' f; sed 's/e/E/g' f; sed -n '2p' f; sed '2d' f; sed -e '1s/^/> /' -e '$a\end' f
sed '/two/i before' f; sed 's/\(t\)\(w\)/\2\1/' f; sed -E 's/(t)(h)/[\1-\2]/' f; sed '1,2s/$/!/' f
sed -i 's/one/ONE/' f; cat f; sed 's|/|:|g' <<< a/b; sed -n '/two/,$p' f; sed '/ONE/c changed' f
sed 's/t/&&/; y/abc/xyz/' f; sed -n '$=' f; sed '1!G;h;$!d' f; sed 's/x/' f; echo $?
