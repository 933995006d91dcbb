"""The default ranking: articles in the order in which an expert would likely want them.

With seeds, three parts, each between 0 and 1: how an article is linked to the seeds, how its text is like theirs, and
how it stands among the articles of its own year. One seed tells nothing about which of them to believe, so they weigh
equally; of several, each is sought with the others, and the parts that find it weigh more (`graph.key.telling`).
Weights learnt on some reviews would be learnt for those. Without seeds, three standings. `graph.key.score` says how
they are put together.
"""
