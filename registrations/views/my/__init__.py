"""A person's own page across all agencies, opened by a mailed link or an account."""
