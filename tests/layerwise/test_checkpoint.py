import io
import pickle
import zipfile

import numpy as np
import pytest

import layerwise as lw
from layerwise import nn


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.npz"


STATE = {
    "0.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
    "1.running_mean": np.array([0.1, -0.0, np.inf]),
    "1.num_batches_tracked": np.array(7),
    "empty": np.zeros((0, 3)),
    "mask": np.array([True, False]),
    "file": np.ones(1),
    "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
}


def test_names_shapes_dtypes_and_values_come_back_exactly(path):
    """Names with dots, single numbers, empty arrays, and names that numpy.savez would stumble over."""
    lw.save(path, STATE)
    loaded = lw.load(path)
    assert list(loaded) == list(STATE)
    for name, array in STATE.items():
        assert loaded[name].dtype == array.dtype
        assert loaded[name].shape == array.shape
        np.testing.assert_array_equal(loaded[name], array)


def test_a_network_survives_the_trip(path):
    """state_dict to file and back computes the same, in text paths as well."""
    net, other = nn.Linear(3, 2, rng=0), nn.Linear(3, 2, rng=1)
    lw.save(str(path), net.state_dict())
    other.load_state_dict(lw.load(str(path)))
    x = np.ones((4, 3))
    np.testing.assert_array_equal(net(x), other(x))


def test_training_goes_on_where_it_stopped(path):
    """Model, optimizer and epoch in one file; five steps, a break and five more are ten steps."""

    def run(steps, net, optimizer):
        x, target = np.random.default_rng(0).standard_normal((5, 3)), np.array([0, 1, 1, 0, 1])
        for _ in range(steps):
            lw.train_step(net, nn.CrossEntropyLoss(), optimizer, x, target)

    def fresh(seed):
        net = nn.Linear(3, 2, rng=seed)
        return net, lw.optim.Adam(net.parameters(), lr=0.1)

    straight, optimizer = fresh(0)
    run(10, straight, optimizer)
    net, optimizer = fresh(0)
    run(5, net, optimizer)
    lw.save(path, {"model": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 5})
    net, optimizer = fresh(1)
    saved = lw.load(path)
    assert saved["epoch"] == 5
    net.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    run(5, net, optimizer)
    np.testing.assert_array_equal(net.weight.data, straight.weight.data)


def test_nested_states_come_back_as_they_were(path):
    """Dicts with numbers as keys, lists, tuples, None, and empty ones."""
    state = {"a": {0: {"x": np.ones(2, np.float32)}}, "b": [1, 2.5, None, True, "text"], "c": (0.9, 0.999), "d": {}}
    lw.save(path, state)
    loaded = lw.load(path)
    assert loaded["a"][0]["x"].dtype == np.float32
    del state["a"], loaded["a"]
    assert loaded == state
    with pytest.raises(TypeError, match=r"state/model must be made of arrays, numbers, texts.*got a Linear"):
        lw.save(path, {"model": nn.Linear(1, 1)})
    with pytest.raises(TypeError, match="state must be a dict such as"):
        lw.save(path, [np.ones(2)])
    with pytest.raises(TypeError, match=r"the keys of state must be texts or ints, got 1\.5"):
        lw.save(path, {1.5: 2})
    with pytest.raises(ValueError, match="the keys of state give two arrays the name state/a/b"):
        lw.save(path, {"a/b": np.ones(1), "a": {"b": np.ones(1)}})


def test_numpy_can_read_it_without_pickle(path):
    """It is an ordinary .npz."""
    lw.save(path, STATE, metadata={"epoch": 3})
    with np.load(path, allow_pickle=False) as file:
        np.testing.assert_array_equal(file["0.weight"], STATE["0.weight"])


def test_a_file_of_numpys_own_can_be_loaded(path):
    """Compressed or not."""
    for write in (np.savez, np.savez_compressed):
        write(path, **{"0.weight": np.ones(3)})
        assert lw.load(path)["0.weight"].tolist() == [1, 1, 1]


def test_metadata_comes_back_and_is_no_array(path):
    """What training knew besides the weights."""
    metadata = {"epoch": 3, "accuracy": 0.97, "classes": ["a", "b"]}
    lw.save(path, {"w": np.ones(1)}, metadata=metadata)
    assert lw.load_metadata(path) == metadata
    assert list(lw.load(path)) == ["w"]
    lw.save(path, {"w": np.ones(1)})
    assert lw.load_metadata(path) == {}


def test_the_same_state_gives_the_same_bytes(path):
    """So that a checksum can tell whether weights are the published ones."""
    lw.save(path, STATE, metadata={"b": 1, "a": 2})
    first = path.read_bytes()
    lw.save(path, STATE, metadata={"a": 2, "b": 1})
    assert path.read_bytes() == first


def test_a_failed_save_leaves_the_old_file(path):
    """And nothing else beside it."""
    lw.save(path, {"w": np.ones(1)})
    with pytest.raises(TypeError, match="w in state must hold numbers, got dtype object"):
        lw.save(path, {"w": np.array([None])})
    assert lw.load(path)["w"].tolist() == [1]
    assert [entry.name for entry in path.parent.iterdir()] == ["weights.npz"]


def test_objects_are_never_unpickled(path):
    """An array of objects would run code on loading."""
    content = io.BytesIO()
    np.lib.format.write_array(content, np.array([print], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("w.npy", content.getvalue())
    with pytest.raises(ValueError, match=r"w\.npy in .*weights\.npz does not hold plain numbers: Object arrays"):
        lw.load(path)


def test_what_is_no_checkpoint_is_named(path):
    """Missing, another format, cut off, or damaged inside."""
    with pytest.raises(FileNotFoundError, match=r"no checkpoint at .*weights\.npz"):
        lw.load(path)
    path.write_bytes(pickle.dumps({"w": 1}))
    with pytest.raises(ValueError, match=r"is not a checkpoint \(an \.npz file\), or it is cut off"):
        lw.load(path)
    lw.save(path, {"w": np.ones(1000)})
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    with pytest.raises(ValueError, match="cut off"):
        lw.load(path)
    path.write_bytes(whole[:500] + b"\xff" + whole[501:])
    with pytest.raises(ValueError, match=r"is damaged: w\.npy does not have its checksum"):
        lw.load(path)


@pytest.mark.parametrize("name", ["", "/etc/x", "../x", "a\\b", 3])
def test_names_that_are_paths_are_refused(path, name):
    """A state's names are not places in a file system."""
    with pytest.raises(ValueError, match="names in state must be texts such as"):
        lw.save(path, {name: np.ones(1)})


def test_metadata_must_be_json(path):
    """Arrays belong in the state."""
    with pytest.raises(TypeError, match="metadata must be a dict that JSON can hold"):
        lw.save(path, {}, metadata={"w": np.ones(1)})
