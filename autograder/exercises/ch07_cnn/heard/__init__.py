"""What the notes of ConvNet's probe mean: worked out on the judge's side, where nothing can be forged."""
