echo a; ; echo b
