"""Recipes of the trained parts of the pipeline."""
