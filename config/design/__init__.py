"""The design language, shown by the product itself in the demonstration: every part with its name, use and states."""
