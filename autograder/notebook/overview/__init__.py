"""The course at a glance: which chapter rests on which, and how far one has come."""
