# a comment
echo a # trailing
echo a#b
echo 'a # b'
echo one \
  two
true &&
  echo and
true |
  echo pipe
if true # c
then # c
  echo then # c
fi
