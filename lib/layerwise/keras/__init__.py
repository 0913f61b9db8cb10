"""layerwise.keras: the five lines of every tutorial, add, compile, fit, evaluate, summary, with Keras's names and defaults."""
