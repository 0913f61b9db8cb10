"""Give a name to what several people in a class got wrong, and nobody had recorded."""
