"""What explorers are made of: the frame around picture and controls, canvases, editors, sliders."""
