HOME=/home/me
echo ~ ~/x "~" \~ a~ x=~
y=~/bin:~/lib; echo $y
echo ~nosuchuser
z=~; echo $z
