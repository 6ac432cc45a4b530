echo before; if true; else; fi
