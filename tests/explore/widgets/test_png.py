from io import BytesIO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from explore.widgets.png import encode_png


def test_another_program_reads_the_pixels_that_were_on_the_canvas():
    """Every one of them, in a picture of areas, thin lines and noise; Pillow checks the sums of the parts too."""
    figure = Figure(figsize=(1.37, 0.93), dpi=100)
    canvas = FigureCanvasAgg(figure)
    figure.add_subplot().imshow(np.random.default_rng(0).random((20, 30)), cmap="viridis")
    canvas.draw()
    content = encode_png(canvas)
    Image.open(BytesIO(content)).verify()
    read = Image.open(BytesIO(content))
    assert (read.mode, read.size) == ("RGB", canvas.get_width_height())
    assert (np.asarray(read) == np.asarray(canvas.buffer_rgba())[..., :3]).all()
