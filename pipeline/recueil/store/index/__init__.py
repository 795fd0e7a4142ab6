"""The search tables: built from each act, in one transaction with it."""
