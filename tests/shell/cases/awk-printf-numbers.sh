awk 'BEGIN{x = sprintf("%03d", 7); print x; print 1e6, 1e20, 0.1+0.2, 1/3, 100000 * 100000, -7 % 3}'
