n=0
until [ $n -ge 5 ]; do
  if [ $n -eq 3 ]; then echo "ready after $n tries"; break; fi
  echo "not ready ($n)"; n=$((n + 1))
done
echo "rc=$? n=$n"
