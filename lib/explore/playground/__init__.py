"""The playground: a network of the learner's own parts that trains while one looks, every number of it in reach."""
