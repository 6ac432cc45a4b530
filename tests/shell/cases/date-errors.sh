date -d nonsense; echo $?; date -d '2024-13-01'; echo $?; date -Q 2>&1 | head -n 1; date -d @abc; echo $?
