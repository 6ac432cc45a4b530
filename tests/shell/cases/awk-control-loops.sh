awk 'BEGIN{for(i=0;i<3;i++){if(i==1)continue;print i}; while(i>0){i--; if(i==1)break}; do {print "once"} while(0); print i}'
