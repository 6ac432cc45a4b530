X=hello awk 'BEGIN{print ENVIRON["X"]; print ARGC, ARGV[1]}' a b
printf 'l\n' > f; awk '{print FILENAME, FNR, v}' v=1 f v=2 f; awk -v 's=a\tb' 'BEGIN{print s}'
echo 'BEGIN{print "from file"} {print $1}' > p.awk; echo q w | awk -f p.awk; awk 'BEGIN{print substr(ENVIRON["HOME"],1)}'
awk 'BEGIN{printf "%s\n", length()}' < /dev/null; awk 'BEGIN { print length(x), x+0, x "" }'
