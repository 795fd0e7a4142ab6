"""Checks across the acts of a body: what several show together, as information for who reads on."""
