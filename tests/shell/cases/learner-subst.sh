echo "$(echo "nested $(echo "deep")")"
x=`echo \`echo bt\``; echo $x
y=$(cat <<E
doc
E
); echo "$y"
echo "trail: [$(printf 'a\n\n\n')]"
echo $(< /dev/null)x
