"""layerwise.rl: learning from how it went: an environment, returns, Q-learning, deep Q-networks."""
