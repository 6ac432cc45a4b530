greet() { local name=${1:-world} greeting=${2:-hello}; echo "$greeting, $name"; }
greet; greet bob; greet bob hi; greet '' hey
