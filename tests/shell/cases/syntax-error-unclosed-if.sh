echo before
if true; then
  echo in
