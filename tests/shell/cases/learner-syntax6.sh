f() { echo x
