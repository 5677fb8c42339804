"""The API of trainings: reading for everybody, writing for agencies' programs with their tokens."""
