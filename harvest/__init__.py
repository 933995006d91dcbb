"""How the graph grows: sources, the walk, jobs."""
