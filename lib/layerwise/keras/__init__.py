"""layerwise.keras: add, compile, fit, evaluate, summary: every tutorial, with Keras's names and defaults."""
