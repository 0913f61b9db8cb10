"""A learner's own folder: made from the released notebooks, brought up to date with a newer release, and mended.

Nothing of a learner's is ever lost: what is changed is kept in `backups/` first, and what cannot be read is left alone.
"""
