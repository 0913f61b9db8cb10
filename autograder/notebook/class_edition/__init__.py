"""What a notebook does in a class edition, in which the library lacks what is still to be graded."""
