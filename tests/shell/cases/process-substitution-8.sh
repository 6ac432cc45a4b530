a=<( echo "(x)" ; echo y); cat <(cat <(cat <(echo deep))); wc -l <(seq 5) | sed 's/[0-9]* \/dev.*/ok/'
