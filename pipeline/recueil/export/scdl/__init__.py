"""The Socle commun des données locales: délibérations 2.1.5, subventions 2.1.1. Nothing is filled by guess."""
