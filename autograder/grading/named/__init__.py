"""Mistakes that an instructor has named in a class: they are looked up when later answers are graded."""
