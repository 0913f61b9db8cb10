"""The explorers: widgets in which a learner plays with what the chapters build.

An explorer shows itself when it is the last line of a cell. Where there are no widgets (GitHub, nbviewer, a
printed page) it shows its picture and says in a sentence what is in it. `explore.style` is how the course's
figures look.
"""

from .activation_explorer import ActivationExplorer
from .boundary_explorer import BoundaryExplorer
from .capacity_explorer import CapacityExplorer
from .convolution_explorer import ConvolutionExplorer
from .graph_explorer import GraphExplorer
from .norm_signal_explorer import NormSignalExplorer
from .normalization_explorer import NormalizationExplorer
from .race_explorer import RaceExplorer
from .signal_explorer import SignalExplorer
from .style import use_course_style
from .transfer_explorer import TransferExplorer

__all__ = [
    "ActivationExplorer",
    "BoundaryExplorer",
    "CapacityExplorer",
    "ConvolutionExplorer",
    "GraphExplorer",
    "NormSignalExplorer",
    "NormalizationExplorer",
    "RaceExplorer",
    "SignalExplorer",
    "TransferExplorer",
    "use_course_style",
]
