"""Writes acts, search results, failures and logs as files for other programs: JSON, CSV, Parquet, SCDL."""
