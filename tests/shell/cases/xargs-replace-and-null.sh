printf 'a b\nc\n' | xargs -I{} echo '<{}>'; printf 'a b\0c\0' | xargs -0 -n1 echo; printf '"a b" c\\ d\n' | xargs -n1 echo; printf '' | xargs echo empty; printf '' | xargs -r echo never
