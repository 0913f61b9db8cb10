"""A class for every pixel: the loss of a picture of scores, what was taken for what, and the mean IoU."""
