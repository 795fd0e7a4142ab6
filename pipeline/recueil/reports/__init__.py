"""The morning report: queries, text, and delivery."""
