ls / | head -1 > /dev/null; which ls > /dev/null; hash; hash -r; hash; hash cat nope; echo $?; hash; PATH=/bin; hash; alias zz=1 ab=2 m=3; alias; kill -l 0
