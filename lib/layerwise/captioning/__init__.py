"""layerwise.captioning: from a picture to a sentence, and how good the sentence is."""
