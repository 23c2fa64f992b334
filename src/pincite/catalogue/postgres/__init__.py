"""The catalogue in a schema of a PostgreSQL database."""
