awk 'BEGIN{switch_="a"; print switch_; x=5; x+=2; x*=3; x%=10; print x, x++, ++x, x--, -x}'
