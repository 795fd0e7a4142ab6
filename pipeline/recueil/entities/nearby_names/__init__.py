"""The name near each amount that it is awarded to, or asked from, as trained models predict it."""
