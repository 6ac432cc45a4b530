echo 'one word' | sed 's/\w\+/W/2'; echo '<b>x</b>' | sed 's/<[^>]*>//g'; echo 'a/b' | sed 's/\//::/'
