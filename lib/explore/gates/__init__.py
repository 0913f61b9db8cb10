"""The gates explorer: a review, read word by word by an LSTM, and by a network that only counts words."""
