"""Batches of queries: a table with one a line, each counted and its hits exported."""
