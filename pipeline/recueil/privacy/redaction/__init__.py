"""Redaction: the names of private persons are masked in everything that is read from a store."""
