"""What an exercise is, and the verdict on an answer to it. Nothing here starts a process or shows anything."""
