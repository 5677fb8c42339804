"""Pages of registrations: the form, and a person's own page."""
