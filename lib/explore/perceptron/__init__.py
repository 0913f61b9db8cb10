"""The perceptron explorer: two lines to move, and a third that learns from what they say."""
