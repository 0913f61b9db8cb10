"""The explorers: widgets in which a learner plays with what the chapters build.

An explorer shows itself when it is the last line of a cell. Where there are no widgets (GitHub, nbviewer, a
printed page) it shows its picture and says in a sentence what is in it. `explore.style` is how the course's
figures look, `describe` says what is to be seen in one, and `waiting` how far a long cell has come.
"""

from .activation.explorer import ActivationExplorer
from .architecture.explorer import ArchitectureExplorer
from .attention.explorer import AttentionExplorer
from .bend.explorer import BendExplorer
from .boundary.explorer import BoundaryExplorer
from .capacity.explorer import CapacityExplorer
from .caption.explorer import CaptionExplorer
from .code.explorer import CodeExplorer
from .convolution.explorer import ConvolutionExplorer
from .detection.explorer import DetectionExplorer
from .dream.explorer import DreamExplorer
from .figures import describe
from .gates.explorer import GatesExplorer
from .graph.explorer import GraphExplorer
from .normalization.explorer import NormalizationExplorer
from .patience import waiting
from .perceptron.explorer import PerceptronExplorer
from .playground.explorer import PlaygroundExplorer
from .pole.explorer import PoleExplorer
from .race.explorer import RaceExplorer
from .rank.explorer import RankExplorer
from .ring.explorer import RingExplorer
from .search.explorer import SearchExplorer
from .sequential.explorer import SequentialExplorer
from .signal.explorer import SignalExplorer
from .signal.normalized_explorer import NormSignalExplorer
from .style import use_course_style
from .transfer.explorer import TransferExplorer

__all__ = [
    "ActivationExplorer",
    "ArchitectureExplorer",
    "AttentionExplorer",
    "BendExplorer",
    "BoundaryExplorer",
    "CapacityExplorer",
    "CaptionExplorer",
    "CodeExplorer",
    "ConvolutionExplorer",
    "DetectionExplorer",
    "DreamExplorer",
    "GatesExplorer",
    "GraphExplorer",
    "NormSignalExplorer",
    "NormalizationExplorer",
    "PerceptronExplorer",
    "PlaygroundExplorer",
    "PoleExplorer",
    "RaceExplorer",
    "RankExplorer",
    "RingExplorer",
    "SearchExplorer",
    "SequentialExplorer",
    "SignalExplorer",
    "TransferExplorer",
    "describe",
    "use_course_style",
    "waiting",
]
