"""The smallest repair: which single edit of a learner's own code would make an answer right, and where it stands.

`learner_source` finds the code, `catalogue` holds the slips that people make in numpy, `workshop` builds functions with
an edit in them, `search` tries them. Only the place and a question ever reach the learner, never the repaired text.
"""
