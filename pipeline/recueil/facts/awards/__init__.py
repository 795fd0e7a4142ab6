"""Money that an act decides on: beneficiaries, amounts and funding plans."""
