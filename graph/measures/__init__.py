"""What can be said about every article of a projection: one number each, by position.

Every measure takes a `Projection` and returns an array of floats in which NaN means "not known". Parameters are
arguments; a computation that does not settle raises `NotConverged` and never returns what it had so far.
`graph.measures.registry` holds the names that a user may ask for.
"""
