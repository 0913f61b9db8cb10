"""Tables of scores for other systems, as plug-ins of `nbgrader export`: Canvas, Moodle, and one with every aspect."""
