"""A person's own page: signing in by a mailed link, one's own data, correcting and erasing it."""
