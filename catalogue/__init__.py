"""Who and what: organisations, people, users, messages to people, and the vocabularies of trainings."""
