"""The tests of an exported package, as they are copied into it. They need numpy only, and a pytest to run them."""
