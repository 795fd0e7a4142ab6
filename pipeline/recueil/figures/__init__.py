"""Figures over many acts, each with the query that lists the acts it counts (``docs/figures.md``)."""
