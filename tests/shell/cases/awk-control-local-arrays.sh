awk 'function g(a,  loc){a["x"]=1; loc=5; return loc} BEGIN{print g(arr), arr["x"], loc}'
