"""Beneficiaries of awards: who they are, what they were awarded through the years, and what is decided of both."""
