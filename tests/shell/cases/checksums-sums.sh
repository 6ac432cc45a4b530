printf hello > f; : > e
md5sum f; sha1sum f; sha256sum f; sha512sum f; md5sum e f; md5sum < f; md5sum f > sums; md5sum -c sums; echo $?; echo bad > f; md5sum -c sums; echo $?; sha256sum nope; echo $?; cat f | sha256sum -; sha256sum f > s2; sha256sum -c -s s2; echo $?; rm f; md5sum -c sums; echo $?
