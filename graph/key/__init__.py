"""The default ranking: articles in the order in which an expert would likely want them.

With seeds, three parts of equal weight, each between 0 and 1: how an article is linked to the seeds, how its text is
like theirs, and how it stands among the articles of its own year. Equal weights are a choice: with a handful of seeds
nothing is there to learn better ones from, and weights learnt on some reviews would be learnt for those. Without seeds,
three standings. `graph.key.score` says how they are put together.
"""
