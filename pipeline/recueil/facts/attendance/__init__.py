"""Who sat, who did not, and who voted for whom."""
