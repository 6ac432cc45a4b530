printf 'alice 30 nyc\nbob 25 sf\n' > f
awk '{print $1}' f; awk '{print $NF, NF, NR}' f; awk -F: '{print $2}' <<END
a:b:c
END
awk '{$2="x"; print}' f; awk '$2 > 26' f; awk '/bob/{print $3}' f; awk 'NR==2' f; awk 'END{print NR}' f
awk -v n=5 '{print $2+n}' f; awk 'BEGIN{OFS="-"}{$1=$1}1' f; awk '{print $(NF-1)}' f; awk '{NF=2}1' f
awk '!/bob/' f; awk 'NR>1{print prev} {prev=$0}' f; awk '{print $5 "|"}' f
