"""Privacy: erasure of persons (article 17 of the GDPR), and redaction of private persons."""
