"""Chapter 11, low rank: the records of the exercises in solutions/ch11_low_rank."""
