"""The pole explorer: hold the pole by hand, beside an agent that has learned to."""
