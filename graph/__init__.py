"""What a citation graph is, where it is kept, and what can be computed on it."""
