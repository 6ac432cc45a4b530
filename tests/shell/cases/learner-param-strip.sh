p=/usr/local/lib/libfoo.so.1.2
echo ${p##*/} ${p%/*} ${p%%.*} ${p#/usr} ${p%.*}
echo ${p/lib/LIB} ${p//lib/LIB} ${p:5} ${p:5:5} ${#p}
v=; echo "[${v:-d}] [${v-d}] [${v:+x}] [${v+x}] [${u:=new}] [$u]"
echo ${p: -3} ${p:0:1}
