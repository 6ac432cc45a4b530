printf '1\n2\n3\n' > f
awk 'BEGIN{while((getline line < "f") > 0) s+=line; print s; close("f"); getline < "f"; print $0}'
