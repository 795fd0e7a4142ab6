"""Words, values and errors as the French pages write them."""
