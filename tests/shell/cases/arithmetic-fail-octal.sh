echo $((08)); echo not reached
