"""When something was handed in, and what lateness costs."""
