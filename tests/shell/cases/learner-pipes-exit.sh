ls /nonexistent 2>/dev/null | wc -l
grep x /nonexistent; echo $?
echo abc | grep -q b && echo found
echo abc | grep -q z || echo "not found $?"
