"""Ingestion: from the configured sources to the store."""
