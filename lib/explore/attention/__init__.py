"""The attention explorer: a small transformer that turns ten digits round, with heads to look into and to exchange."""
