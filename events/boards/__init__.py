"""The planning board and the year wheel: what their addresses ask for, how they are laid out, and moving on them."""
