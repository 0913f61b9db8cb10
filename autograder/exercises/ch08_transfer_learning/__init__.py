"""Chapter 8, transfer learning: the records of the exercises in solutions/ch08_transfer_learning."""
