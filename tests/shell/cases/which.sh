which nosuch; echo $?; mkdir b; printf '#!/bin/sh\n' > b/tool; chmod +x b/tool; PATH=b which tool
