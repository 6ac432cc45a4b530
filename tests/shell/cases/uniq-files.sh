printf 'a\na\nb\na\nc\nc\n' > f
uniq f out; cat out; uniq nope; echo $?; cat f | uniq -; uniq -cd f; uniq -du f; echo "$?"
