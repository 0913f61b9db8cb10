"""Chapter 4, initialization: the records of the exercises in solutions/ch04_initialization."""
