"""Who and what: organisations, people and users, messages to people, and the vocabularies trainings are described in."""
