echo hi; ; echo b
