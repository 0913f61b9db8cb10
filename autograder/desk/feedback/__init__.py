"""What a student gets back: one page, light, readable on a phone, printable, with nothing from the network in it."""
