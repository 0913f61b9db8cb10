"""The class edition: what students of a graded class get, with nothing in it that answers what is to be graded."""
