"""`make run`: from a bare machine to the running product and back, with every child accounted for."""
