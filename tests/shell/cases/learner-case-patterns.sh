for f in app.log data.json README x.tar.gz .hidden 42 ab12; do
  case $f in
    *.log|*.txt) echo "$f text";;
    *.json) echo "$f json";;
    *.tar.*) echo "$f archive";;
    .*) echo "$f hidden";;
    [0-9]*) echo "$f number";;
    *[!a-zA-Z]*) echo "$f mixed";;
    *) echo "$f other";;
  esac
done
