unset q; echo $((q+1)) $((q*2))
z='2+3'; echo $((z*2)); 
