echo 'V=sourced; return 4; echo no' > lib; . ./lib; echo $? $V; source ./lib; echo $?; echo 'echo args $1' > l2; . ./l2 x y; set -- p; . ./l2
