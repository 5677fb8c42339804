"""Calendar feeds out (RFC 5545): what each session's VEVENT says, kept serialised, joined on request."""
