trap 'n=$((n+1)); echo tick $n' USR1
n=0; kill -USR1 $$; kill -USR1 $$; echo n=$n
trap - USR1; trap
