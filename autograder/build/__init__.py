"""The build: from a chapter's source to the instructor's executed notebook and the learner's.

`build_chapter` writes them; `outdated` says, without running anything, which no longer follow from their sources.
"""
