echo before; cat <<END
never closed $((1+1))
