"""Writes the Socle commun des données locales: délibérations 2.1.5, subventions 2.1.1. Values are never
guessed.
"""
