if [ 1 = 1 ] then echo x; fi
