"""Columns of numbers over all acts in memory, which answer as SQL does, only faster (``docs/architecture.md``)."""
