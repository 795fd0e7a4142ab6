"""Upkeep of a store: backup, copy, check, maintenance."""
