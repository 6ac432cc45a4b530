awk 'function f(n){return n<2?1:n*f(n-1)} BEGIN{print f(5), f(10)}'
