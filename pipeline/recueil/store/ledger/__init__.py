"""The ledger of work: sources, runs, and what became of each."""
