"""The store of acts: one SQLite file, or a PostgreSQL database."""
