"""A longer hammering of one training on a running product, with the invariants read from outside."""
