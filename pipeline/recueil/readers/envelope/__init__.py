"""@CTES envelopes: acts as a body transmits them to the préfecture, with the XML that says what each is."""
