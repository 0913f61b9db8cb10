"""Getting a class's work in: whose it is, by a roster; downloads of Canvas and Moodle; what lies astray."""
