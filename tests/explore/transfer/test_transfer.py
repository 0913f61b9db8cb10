"""The transfer explorer, and the table that it looks into."""

import importlib.util
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

from explore import TransferExplorer
from explore.transfer.model import BLOCKS, DIGITS, LABELS, SCRAMBLED, TABLE, TASKS, TransferModel, table

STUDY = Path(__file__).parents[3] / "benchmarks" / "transfer_study.py"


def study():
    """The command that writes the table, as a module."""
    spec = importlib.util.spec_from_file_location("transfer_study", STUDY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_complete_and_small():
    """Every arm for every number of labels and at least five seeds; accuracies of 500 images."""
    assert TABLE.stat().st_size < 20_000
    assert (tuple(table()["labels"]), len(table()["seeds"]) >= 5) == (LABELS, True)
    shape = (len(LABELS), len(table()["seeds"]))
    for task in TASKS:
        arms = {"scratch": np.array(table()["tasks"][task]["scratch"])}
        arms |= {str(k): depth for k, depth in enumerate(np.array(table()["tasks"][task]["depth"]))}
        assert len(arms) == BLOCKS + 2
        for accuracies in arms.values():
            assert accuracies.shape == shape
            assert accuracies.min() >= 0.1 and accuracies.max() <= 1
            np.testing.assert_allclose(accuracies * 500, np.round(accuracies * 500), atol=1e-9)
    for arm in ("fine-tuned", "gradual unfreezing"):
        assert np.shape(table()["tasks"][DIGITS][arm]) == shape
    inverted = table()["inverted"]
    assert inverted["labels"] == [2, 100]
    for arm in ("scratch", "depth 0", f"depth {BLOCKS}"):
        assert np.shape(inverted[arm]) == (2, shape[1])
        assert 0.1 <= np.min(inverted[arm]) <= np.max(inverted[arm]) <= 1


def test_the_study_gives_the_numbers_in_the_table():
    """Two of its cells, measured again: to the digit with the same kernels, nearly so with others."""
    transfer_study = study()
    rate = table()["rates"]["digits, depth 4"][0]
    for seed in (0, 1):
        _, again = transfer_study.run(DIGITS, "depth", 1, seed, rate, depth=BLOCKS)
        assert again == pytest.approx(table()["tasks"][DIGITS]["depth"][BLOCKS][0][seed], abs=0.02)


def test_a_frozen_block_in_the_study_is_a_frozen_block():
    """What the study computes once, block by block, is what freeze() holds fixed."""
    from layerwise.training import predict
    from layerwise.transfer import freeze

    transfer_study = study()
    model = transfer_study.pretrained(seed=0)
    X, _ = transfer_study.task(DIGITS).validation
    for block in model[:2]:
        freeze(block)
    seen, _ = transfer_study.task(DIGITS, 2).validation
    np.testing.assert_allclose(predict(model[1], predict(model[0], X)), seen, atol=1e-5)
    head = model[-1].weight.data.copy()
    transfer_study.train(model, transfer_study.task(DIGITS), [np.arange(10)] * 2, [0.01] * 5)
    assert not np.array_equal(model[-1].weight.data, head)
    np.testing.assert_allclose(predict(model[1], predict(model[0], X)), seen, atol=1e-5)


def test_the_study_s_parts_share_no_example_and_its_batches_are_the_seed_s():
    """500 test, 200 validation; every arm of a seed is shown the same images in the same order."""
    transfer_study = study()
    parts = transfer_study.task(DIGITS)
    images = [{image.tobytes() for image in X} for X, _ in parts]
    assert [len(y) for _, y in parts] == [1097, 200, 500]
    assert sum(map(len, images)) == len(set.union(*images))
    batches = transfer_study.drawn(parts.pool[1], 2, seed=3, updates=7)
    again = transfer_study.drawn(parts.pool[1], 2, seed=3, updates=7)
    assert np.array_equal(batches, again) and np.shape(batches) == (7, 20)
    assert np.bincount(parts.pool[1][np.unique(batches)]).tolist() == [2] * 10
    many = transfer_study.drawn(parts.pool[1], 5, seed=3, updates=7)
    assert np.shape(many) == (7, 32) and len(np.unique(many)) <= 50


@pytest.mark.parametrize("task", TASKS)
def test_words_numbers_and_verdict_agree(task):
    """In every setting."""
    for labels in LABELS:
        for depth in range(BLOCKS + 1):
            model = TransferModel(task, labels, depth)
            ahead = int((model.gains > 0).sum())
            assert f"{100 * model.gain:+.1f} points on average, ahead with {ahead} of 5 seeds" in model.sentence
            assert (model.verdict == "helps") == (ahead == 5)
            assert model.reached == (depth == 0 and (model.gains < 0).all())


def test_the_story_that_the_explorer_tells():
    """Few labels and a task that looks alike: help at every depth. Scrambled pixels: harm. Many labels: it depends."""
    assert all(TransferModel(DIGITS, 1, depth).verdict == "helps" for depth in range(BLOCKS + 1))
    assert all(TransferModel(SCRAMBLED, 1, depth).verdict == "hurts" for depth in range(BLOCKS + 1))
    assert TransferModel(DIGITS, 100, BLOCKS).verdict == "hurts"


def test_the_goal_is_there_to_be_reached():
    """By more than one setting, and by none on the digits."""
    assert not any(TransferModel(DIGITS, n, k).reached for n in LABELS for k in range(BLOCKS + 1))
    assert sum(TransferModel(SCRAMBLED, n, 0).reached for n in LABELS) >= 2
    assert not TransferModel(SCRAMBLED, 1, 1).reached


def test_wrong_settings_are_named():
    """The message says what is possible."""
    with pytest.raises(ValueError, match="task must be one of 'digits', 'scrambled digits'; got 'letters'"):
        TransferModel(task="letters")
    with pytest.raises(ValueError, match="labels must be one of 1, 2, 5, 10, 20, 50, 100; got 3"):
        TransferModel(labels=3)
    with pytest.raises(ValueError, match="depth must be at most 4, the number of blocks, got 5"):
        TransferModel(depth=5)


def test_each_control_moves_the_picture_and_the_goal_is_told_once():
    """Moving a control is answered, moving it back restores the picture, and pages without widgets get the same."""
    told = []
    explorer = TransferExplorer(on_goal=told.append)
    for name, value in {"task": SCRAMBLED, "labels": 100, "depth": 3}.items():
        before, old = explorer.png(), explorer.controls[name].value
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value
        assert explorer.png() != before
        explorer.controls[name].value = old
        assert explorer.png() == before
    for depth in (0, 4, 0):
        explorer.set(task=SCRAMBLED, labels=1, depth=depth)
    assert told == [TransferModel.goal]
    bundle = explorer._repr_mimebundle_()
    assert b64decode(bundle["image/png"]) == explorer.png()
    assert bundle["text/plain"] == explorer.model.sentence


def test_every_setting_lies_in_the_picture():
    """No mean is cut off at the edge of the scale."""
    from explore.transfer.explorer import LIMITS

    for task in TASKS:
        model = TransferModel(task)
        means = np.concatenate([model.scratch.mean(axis=-1).ravel(), model.pretrained.mean(axis=-1).ravel()])
        assert LIMITS[0] < means.min() and means.max() < LIMITS[1]
