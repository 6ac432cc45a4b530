touch a b; rm a; ls; rm nope; echo $?; rm -f nope; echo $?; mkdir d; rm d; echo $?; rm -r d; ls
mkdir -p x/y/z; touch x/f x/y/g; rm -rf x; ls; rm -rf nope; echo $?; rm -f; echo $?; rm -r .; echo $?
ln -s b l; rm l; ls; touch -- -x; rm -- -x; rm ./b; ls
