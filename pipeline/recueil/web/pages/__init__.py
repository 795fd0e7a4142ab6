"""The pages that search and show acts, and what all pages share."""
