"""Search: a query → SQL → hits."""
