"""References to laws, decrees, codes and other acts."""
