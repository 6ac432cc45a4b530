echo hello > >(tr a-z A-Z); sleep 0.2; echo done
