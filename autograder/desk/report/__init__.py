"""The class report: what a class did not understand, on one page to teach from, and as files."""
