"""A learner's own figures: which of those that were handed in are drawn with an answer, small enough for feedback."""
