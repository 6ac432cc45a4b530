touch a.txt b.txt c.log .hidden 'sp ace.txt'
mkdir d; touch d/x.txt d/y.txt
echo *
echo *.txt
echo ?.txt [ab].txt [!a].txt
echo d/*
echo */x.txt
echo nomatch*
echo "*.txt" '*'
echo .h*
echo *[.]log
x='*.log'; echo $x "$x"
set -f; echo *; set +f
echo d/*.txt d/
