sed p nope; echo $?; sed 's/a/b' /dev/null; echo $?; sed 'k' /dev/null; echo $?; sed '/a' /dev/null; echo $?
sed 's/\(/x/' /dev/null; echo $?; sed 'b nolabel' /dev/null; echo $?
sed -f nope /dev/null; echo $?; sed 's/a/b/k' /dev/null; echo $?
echo x | sed p - nope; echo $?
