printf 'a\nb\nc\n' > f
sed -n '1!G;h;$p' f; sed G f; sed 'N;s/\n/,/' f; sed ':a;N;$!ba;s/\n/,/g' f; sed '$!N;P;D' f
