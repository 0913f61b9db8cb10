"""The ring explorer: a generator and a discriminator over eight clouds, live, and how many of them are found."""
