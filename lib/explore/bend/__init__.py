"""The first picture of the course: one network twice, without a bend and with the learner's relu."""
