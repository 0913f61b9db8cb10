"""layerwise.captioning: from a picture to a sentence, and how good the sentence is.

    from layerwise import captioning
    decoder = captioning.NICDecoder(576, 19, 32, 64)
    start, step = captioning.stepper(decoder)
    words = captioning.greedy_caption(step, start(features), bos=1, eos=2, max_len=12)

Training: captions and the loss that leaves padding out; the network that gets the picture as its first word; three ways
to generate; BLEU, which compares what was generated with what people wrote.
"""

from .beams import beam_search
from .bleu import corpus_bleu
from .decoder import NICDecoder, stepper
from .fitting_captions import fit_captioner
from .generating import greedy_caption, sample_word
from .judging import judged, things_said
from .masked_loss import masked_cross_entropy
from .teacher_forcing import shift_captions

__all__ = [
    "NICDecoder",
    "beam_search",
    "corpus_bleu",
    "fit_captioner",
    "greedy_caption",
    "judged",
    "masked_cross_entropy",
    "sample_word",
    "shift_captions",
    "stepper",
    "things_said",
]
