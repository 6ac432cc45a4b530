echo x | sed 'b nolabel'; echo $?; echo x | sed 's/y/z/;t gone'; echo $?
