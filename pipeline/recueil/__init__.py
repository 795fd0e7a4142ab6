"""Recueil reads French administrative acts into exact, sourced, searchable values."""
