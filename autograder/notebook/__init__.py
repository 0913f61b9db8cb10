"""What a learner calls in a notebook. `autograder` itself exports it."""
