"""What a projection is made of: paths, cycles, main path, communities, order."""
