echo before
done
echo after
