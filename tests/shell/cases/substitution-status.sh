echo $(false) $?
false
echo "$(true)" $?
x=$(exit 3) y=$?
echo $? $y
case $(exit 4) in *) echo "in case $?" ;; esac
for i in $(exit 5); do :; done
echo "after for $?"
echo a $(exit 6)
echo "after echo $?"
$(exit 7)
echo "empty command $?"
$(exit 8) x=1
echo "only an assignment $?"
f() { return $(exit 9; echo 2); }
f
echo "returned $?"
