for x in apple banana cherry "" "a b" '*'; do
case $x in
  apple) echo fruit-a ;;
  b*|c*) echo "b or c" ;;
  "") echo empty ;;
  *" "*) echo space ;;
  \*) echo star ;;
esac
done
case abc in (a?c) echo yes;; esac
case x in y) echo no;; esac; echo $?
case "$(echo hi)" in hi) echo sub; esac
x='[ab]'; case a in $x) echo pattern;; esac; case a in "$x") echo no;; *) echo literal;; esac
case 5 in [0-9]) echo digit;; esac
case A in [[:upper:]]) echo upper;; esac
case a-b in *[!a-z]*) echo other;; esac
