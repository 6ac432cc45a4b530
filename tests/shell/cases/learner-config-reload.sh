echo v1 > c; last=; for i in 1 2 3; do cur=$(md5sum c | cut -d' ' -f1); if [ "$cur" != "$last" ]; then echo "reload $(cat c)"; last=$cur; fi; [ $i = 1 ] && echo v2 > c; done
