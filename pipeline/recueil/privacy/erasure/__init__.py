"""Erasure of persons: names are known as keyed hashes only, found in acts, and masked for good."""
