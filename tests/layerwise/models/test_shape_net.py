"""The network that knows shapes: its file, what it can do, and what is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from layerwise import load_metadata, save
from layerwise.checkpoint import checksum
from layerwise.models.shape_net import (
    FEATURES,
    SHA256,
    WEIGHTS,
    pretrained_shape_net,
    shape_features,
    shape_net,
)
from layerwise.models.weights.make_shape_net import SETTINGS, exact, keep, scenes, trained
from layerwise.nn import Conv2d, Linear, Sequential


def test_the_blocks_are_the_depths():
    """Three blocks that begin with a convolution, and the head; the shapes of the docstring."""
    model = shape_net(num_kinds=7)
    assert all(isinstance(block, Sequential) and isinstance(block[0], Conv2d) for block in model[:-1])
    assert isinstance(model[-1], Linear) and model[-1].in_features == FEATURES
    x, shapes = np.zeros((2, 3, 24, 24), np.float32), []
    for block in model:
        x = block(x)
        shapes.append(x.shape[1:])
    assert shapes == [(16, 12, 12), (32, 6, 6), (576,), (7,)]
    assert x.dtype == np.float32


def test_a_seed_is_a_network():
    """The same one gives the same parameters, another one others."""
    first, same, other = (shape_net(rng=seed).state_dict() for seed in (0, 0, 1))
    assert all(np.array_equal(first[name], same[name]) for name in first)
    assert not np.array_equal(first["0.0.weight"], other["0.0.weight"])


def test_the_packaged_file_is_the_published_one():
    """Small, float32, with its checksum, and loaded ready for use."""
    assert checksum(WEIGHTS) == SHA256
    assert WEIGHTS.stat().st_size < 1_000_000
    model = pretrained_shape_net()
    assert not any(module.training for module in model.modules())
    assert {parameter.dtype for parameter in model.parameters()} == {np.dtype(np.float32)}
    assert all(np.isfinite(array).all() for array in model.state_dict().values())


def test_its_metadata_say_how_it_was_made():
    """Settings as the code has them, and the share of exact ones that the command measured."""
    metadata = load_metadata(WEIGHTS)
    assert metadata["settings"] == json.loads(json.dumps(SETTINGS))
    assert metadata["exact"] > 0.98


def test_it_knows_what_is_in_scenes_that_it_has_never_seen():
    """Of a seed that neither training nor the guard has used, both kinds."""
    assert exact(pretrained_shape_net(), *scenes(200, seed=12345)) > 0.96


def test_features_are_what_the_head_sees():
    """In one batch or several; the model is left in the mode that it was in."""
    model, (images, _) = pretrained_shape_net(), scenes(260, seed=3)
    features = shape_features(model, images)
    assert features.shape == (260, FEATURES) and features.dtype == np.float32 and not model.training
    np.testing.assert_allclose(model[-1](features), model(images), rtol=1e-3, atol=1e-3)
    model.train()
    np.testing.assert_array_equal(shape_features(model, images), features)
    assert model.training and shape_features(model, images[:0]).shape == (0, FEATURES)
    with pytest.raises(ValueError, match=r"images must have shape \(N, 3, 24, 24\), got \(3, 24, 24\)"):
        shape_features(model, images[0])


def test_a_damaged_file_is_refused(tmp_path: Path):
    """One bit: the message has both sums and what to do."""
    damaged = tmp_path / "shape_net.npz"
    content = bytearray(WEIGHTS.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(ValueError, match=f"{checksum(damaged)}, expected {SHA256}. Bring it back with git checkout"):
        pretrained_shape_net(damaged)


def test_no_file_is_an_error_that_says_how_to_make_one(tmp_path: Path):
    """Not numpy's error."""
    with pytest.raises(FileNotFoundError, match=r"python -m layerwise\.models\.weights\.make_shape_net"):
        pretrained_shape_net(tmp_path / "nothing.npz")


def test_weights_of_one_s_own_can_be_loaded(tmp_path: Path):
    """With their checksum, as the message says."""
    mine = tmp_path / "mine.npz"
    save(mine, shape_net(rng=5).state_dict())
    model = pretrained_shape_net(mine, sha256=checksum(mine))
    assert np.array_equal(model[0][0].weight.data, shape_net(rng=5)[0][0].weight.data)


def test_a_worse_network_does_not_replace_the_weights(tmp_path: Path):
    """An untrained one is refused and the file stays; without a file it is written."""
    path = tmp_path / "shape_net.npz"
    shutil.copy(WEIGHTS, path)
    X, y = scenes(60, seed=2)
    with pytest.raises(ValueError, match=r"the new weights are right for 0\.\d+ of .* the file stays as it is"):
        keep(shape_net().eval(), path, X, y, {})
    assert checksum(path) == SHA256
    path.unlink()
    assert keep(shape_net().eval(), path, X, y, {"epoch": 0}) < 0.2
    assert load_metadata(path)["epoch"] == 0
    assert keep(pretrained_shape_net(), path, X, y, {}) > 0.9


def test_training_gives_the_same_weights_again():
    """Two short trainings agree in every number."""
    X, y = scenes(60, seed=2)
    settings = {**SETTINGS, "epochs": 1, "batch_size": 30}
    first, second = (trained(X, y, settings).state_dict() for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)
