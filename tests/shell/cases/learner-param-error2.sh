(: ${NOPE?}) ; echo $?
(: ${NOPE:?"need NOPE"}); echo $?
