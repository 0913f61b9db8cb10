"""After a chapter was graded: whose score is out of date, and what was changed, by whom and when."""
