"""The caption explorer: place two things, and read what a captioner says of them, word by word."""
