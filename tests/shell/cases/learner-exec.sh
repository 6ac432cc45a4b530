exec 3> log
echo to3 >&3
exec 3>&-
cat log
exec 4< log
read x <&4; echo "$x"
exec 4<&-
exec 5<> rw; echo w >&5; cat rw
exec nosuchprogram
