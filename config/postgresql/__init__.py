"""Django's backend for PostgreSQL with a pool that asks the database less."""
