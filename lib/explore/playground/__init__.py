"""The playground: a network of the learner's own parts that trains while one looks, and whose every number can be touched."""
