echo hello | tr a-z A-Z; echo hello | tr l L; echo hello | tr -d l; echo aabbcc | tr -s b; echo 'a  b' | tr -s ' '; echo abc | tr abc x; echo a1b2 | tr -cd 0-9; echo
