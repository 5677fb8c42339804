"""What is planned and published: events, sessions, seat pools, calendar pages and feeds."""
