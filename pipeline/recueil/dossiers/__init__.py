"""Dossiers: acts, values and persons that a user gathers with notes, shares, and exports as a folder."""
