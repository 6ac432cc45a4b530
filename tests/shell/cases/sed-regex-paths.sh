echo path/to/file.txt | sed 's#.*/##;s#\.[^.]*$##'; echo ab | sed 's/\(a\)\(b\)/\2\n\1/'; echo aXb | sed 's/X/\t/'
