"""Information, in bits: surprise, its average, the price of a wrong list, what columns share, codes of whole bits."""

from .average_length import code_length, entropy
from .dependence import mutual_information
from .huffman import huffman_lengths
from .self_information import information

__all__ = ["code_length", "entropy", "huffman_lengths", "information", "mutual_information"]
