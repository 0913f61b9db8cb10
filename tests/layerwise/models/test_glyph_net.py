"""The pretrained network: its file, what it can do, and what is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from layerwise import load_metadata, save
from layerwise.checkpoint import checksum
from layerwise.datasets import glyphs
from layerwise.models.glyph_net import (
    FEATURES,
    MEAN,
    SHA256,
    STD,
    WEIGHTS,
    glyph_net,
    prepare_glyphs,
    pretrained_glyph_net,
)
from layerwise.models.weights.make_glyph_net import SETTINGS, held_out, keep, trained
from layerwise.nn import Conv2d, Linear, Sequential
from layerwise.training import predict
from layerwise.training.metrics import accuracy


def test_the_blocks_are_the_depths():
    """Four blocks that begin with a convolution, and the head; the shapes of the docstring."""
    model = glyph_net(num_classes=7)
    assert all(isinstance(block, Sequential) and isinstance(block[0], Conv2d) for block in model[:-1])
    assert isinstance(model[-1], Linear) and model[-1].in_features == FEATURES
    x, shapes = np.zeros((2, 1, 28, 28), np.float32), []
    for block in model:
        x = block(x)
        shapes.append(x.shape[1:])
    assert shapes == [(16, 14, 14), (32, 7, 7), (64, 3, 3), (576,), (7,)]
    assert x.dtype == np.float32


def test_a_seed_is_a_network():
    """The same one gives the same parameters, another one others."""
    first, same, other = (glyph_net(rng=seed).state_dict() for seed in (0, 0, 1))
    assert all(np.array_equal(first[name], same[name]) for name in first)
    assert not np.array_equal(first["0.0.weight"], other["0.0.weight"])


def test_the_packaged_file_is_the_published_one():
    """Small, float32, with its checksum, and loaded ready for use."""
    assert checksum(WEIGHTS) == SHA256
    assert WEIGHTS.stat().st_size < 1_000_000
    model = pretrained_glyph_net()
    assert not any(module.training for module in model.modules())
    assert {parameter.dtype for parameter in model.parameters()} == {np.dtype(np.float32)}
    assert all(np.isfinite(array).all() for array in model.state_dict().values())


def test_its_metadata_say_how_it_was_made():
    """Settings and input as the code has them, and the accuracy that the command measured."""
    metadata = load_metadata(WEIGHTS)
    assert metadata["settings"] == json.loads(json.dumps(SETTINGS))
    assert (metadata["input"]["mean"], metadata["input"]["std"]) == (MEAN, STD)
    assert metadata["accuracy"] > 0.99


def test_it_reads_letters_that_it_has_never_seen():
    """Of a seed that neither training nor the guard has used; a letter too bright or twice prepared is refused."""
    X, y = held_out(examples_per_class=20, seed=12345)
    assert accuracy(predict(pretrained_glyph_net(), X), y) > 0.98
    with pytest.raises(ValueError, match=r"X must lie between 0 \(black\) and 1 \(white\), got .*: divide grey levels"):
        prepare_glyphs(X)


def test_letters_are_prepared_with_the_source_s_statistics():
    """About mean 0 and spread 1 on the letters of training; other images keep what makes them differ."""
    settings = {**SETTINGS["glyphs"], "examples_per_class": 20}
    X = prepare_glyphs(glyphs(seed=3, **settings)[0])
    assert X.dtype == np.float32
    assert abs(X.mean()) < 0.05 and abs(X.std() - 1) < 0.05
    assert prepare_glyphs(np.ones(3)).tolist() == [(1 - MEAN) / STD] * 3


def test_a_damaged_file_is_refused(tmp_path: Path):
    """One bit of 300 kB: the message has both sums and what to do."""
    damaged = tmp_path / "glyph_net.npz"
    content = bytearray(WEIGHTS.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(ValueError, match=f"{checksum(damaged)}, expected {SHA256}. Bring it back with git checkout"):
        pretrained_glyph_net(damaged)


def test_no_file_is_an_error_that_says_how_to_make_one(tmp_path: Path):
    """Not numpy's error."""
    with pytest.raises(FileNotFoundError, match=r"python -m layerwise\.models\.weights\.make_glyph_net"):
        pretrained_glyph_net(tmp_path / "nothing.npz")


def test_weights_of_one_s_own_can_be_loaded(tmp_path: Path):
    """With their checksum, as the message says."""
    mine = tmp_path / "mine.npz"
    save(mine, glyph_net(rng=5).state_dict())
    model = pretrained_glyph_net(mine, sha256=checksum(mine))
    assert np.array_equal(model[0][0].weight.data, glyph_net(rng=5)[0][0].weight.data)


def test_a_worse_network_does_not_replace_the_weights(tmp_path: Path):
    """An untrained one is refused and the file stays; without a file it is written."""
    path = tmp_path / "glyph_net.npz"
    shutil.copy(WEIGHTS, path)
    X, y = held_out(examples_per_class=5, seed=2)
    with pytest.raises(ValueError, match=r"the new weights are right for 0\.\d+ of .* the file stays as it is"):
        keep(glyph_net(), path, X, y, {})
    assert checksum(path) == SHA256
    path.unlink()
    assert keep(glyph_net(), path, X, y, {"epoch": 0}) < 0.2
    assert load_metadata(path)["epoch"] == 0
    assert keep(pretrained_glyph_net(), path, X, y, {}) > 0.95


def test_training_gives_the_same_weights_again():
    """Two short trainings agree in every number."""
    X, y = held_out(examples_per_class=5, seed=2)
    settings = {**SETTINGS, "epochs": 1, "batch_size": 26}
    first, second = (trained(X, y, settings).state_dict() for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)
