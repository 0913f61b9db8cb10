import asyncio
import json
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from explore import PlaygroundExplorer
from explore.own import BROKEN
from explore.playground.presets import PRESETS
from explore.widgets.stage import packed


@pytest.fixture(autouse=True)
def _fine_pictures(monkeypatch):
    """However busy the machine is, pictures are as fine as on a quiet one."""
    monkeypatch.setattr("explore.playground.pictures.LONG", float("inf"))


class Page:
    """The other end of an explorer's line."""

    def __init__(self, explorer, monkeypatch):
        self.explorer, self.answers = explorer, []
        monkeypatch.setattr(explorer.picture, "send", lambda content, buffers=None: self.answers.append(content))

    def ask(self, kind, **more):
        """Ask, and return the scene and the complaint that come back."""
        self.explorer.picture._answer(None, {"kind": kind, "serial": len(self.answers), **more}, [])
        answer = self.answers[-1]
        json.dumps(answer, allow_nan=False)  # what JavaScript can read
        return answer["scene"], answer["complaint"]


@pytest.fixture
def page(monkeypatch):
    """A playground at the circles, and its page."""
    return Page(PlaygroundExplorer(), monkeypatch)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_makes_a_scene(name, monkeypatch):
    """With a title and one sentence; its layers' arrays fit to one another; training it for an update works."""
    page = Page(PlaygroundExplorer(name), monkeypatch)
    one = PRESETS[name]
    assert one.says.endswith(".") and one.says.count(". ") == 0 and len(one.says) < 130
    for scene, complaint in (page.ask("hello"), page.ask("step")):
        assert not complaint and not scene["fault"] and scene["preset"] == name
        sizes = [len(one.settings.features), *one.settings.layers, 1]
        for i, layer in enumerate(scene["layers"]):
            for array in ("weight", "weight_gradient", "weight_update"):
                assert layer[array]["shape"] == [sizes[i + 1], sizes[i]]
            assert layer["maps"]["shape"] == [sizes[i + 1], 20, 20] and layer["z"]["shape"] == [sizes[i + 1]]
            assert len(layer["names"]) == sizes[i + 1]
        assert scene["output"]["map"]["shape"] == [40, 40]
        assert {preset["name"] for preset in scene["presets"]} == set(PRESETS)
    assert scene["updates"] == 1 and scene["step"]["update"]["before"] is not None


@pytest.mark.parametrize(
    ("good", "epochs"), [("circles", 60), ("feature", 5), ("spiral", 120), ("wide start", 30), ("batch norm", 30)]
)
def test_presets_do_what_their_sentence_says(good, epochs):
    """The good ones reach their goal while one waits; the same wide start learns with normalization only."""
    explorer = PlaygroundExplorer(good)
    explorer.train(epochs)
    loss = explorer.scene()["loss"]["train"]
    if good in ("wide start", "batch norm"):
        assert (loss < 0.28) == PRESETS[good].good
    else:
        assert explorer.goal_reached


@pytest.mark.parametrize(
    "bad", ["no hidden layer", "rate too large", "rate too small", "zeros", "six sigmoids", "dead units"]
)
def test_bad_presets_fail_as_their_sentence_says(bad):
    """Half of the points are on the wrong side after thirty epochs, and each for its own reason."""
    explorer = PlaygroundExplorer(bad)
    explorer.train(30)
    scene = explorer.scene()
    layers = scene["layers"]
    assert scene["accuracy"]["test"] < 0.65 and not explorer.goal_reached
    if bad == "zeros":
        assert not layers[0]["weight"].any()
    if bad == "six sigmoids":
        assert layers[0]["gradient"] < 1e-3 * layers[-1]["gradient"]
    if bad == "dead units":
        assert max(layer["dead"] for layer in layers[:-1]) == 1
    if bad == "rate too small":
        assert all(layer["ratio"] < 1e-3 for layer in layers)


def test_few_points_are_learned_by_heart():
    """The training loss goes to zero while the test loss climbs."""
    explorer = PlaygroundExplorer("too little data")
    explorer.train(200)
    history = np.array(explorer.model.run.history)
    assert history[-1, 1] < 0.02 and history[-1, 2] > 1.2 * history[:, 2].min()


def test_the_page_asks_and_gets_the_whole_scene(page):
    """Settings, points, weights and looks, each seen in the next scene; undo takes the changes back."""
    scene, _ = page.ask("settings", settings={"layers": [3.0, 2.0], "lr": 0.1})
    assert [layer["weight"]["shape"] for layer in scene["layers"]] == [[3, 2], [2, 3], [1, 2]]
    scene, _ = page.ask("look", example=7)
    assert scene["step"]["example"] == 7
    scene, _ = page.ask("look_weight", layer=1, row=1, column=-1)
    assert scene["step"]["update"]["name"] == "bias of unit 2" and scene["look"] == {"example": 7, "weight": [1, 1, -1]}
    scene, _ = page.ask("edit", layer=1, row=1, column=0, value=2)
    assert page.explorer.model.run.network.layers[1].linear.weight.data[1, 0] == 2
    scene, _ = page.ask("add", points=[[1, 1, 1], [2, 2, 0, True]])
    assert scene["points"]["x"]["shape"] == [402, 2] and "points=1,1,1,0;2,2,0,1" in scene["link"]
    scene, _ = page.ask("erase", x1=1.9, x2=2.1)
    assert scene["points"]["x"]["shape"] == [401, 2] or scene["settings"]["dataset"] == "own"
    scene, _ = page.ask("step", times=3)
    assert scene["updates"] == 3
    scene, _ = page.ask("step", whole=True)
    assert scene["epoch"] == 1
    scene, _ = page.ask("reset")
    assert scene["updates"] == 0 and scene["history"]["shape"] == [0, 3]
    count = scene["undo"]
    scene, _ = page.ask("undo")
    assert scene["undo"] == count - 1 and scene["epoch"] == 1
    scene, _ = page.ask("preset", name="hills")
    assert scene["task"] == "regression" and scene["accuracy"] == {"train": None, "test": None}
    scene, _ = page.ask("link", text="#dataset=own")
    assert scene["points"]["x"]["shape"] == [0, 2] and scene["step"] is None and scene["loss"]["train"] is None


def test_a_point_of_a_data_set_can_be_taken_away(page):
    """The others stay where they are, as one's own, with the same ones set aside."""
    before = page.explorer.model.run.points
    scene, _ = page.ask("erase", x1=before.x[0, 0], x2=before.x[0, 1])
    after = page.explorer.model.run.points
    assert scene["settings"]["dataset"] == "own" and len(after.x) == 399
    np.testing.assert_allclose(after.x, before.x[1:], atol=0.005)
    np.testing.assert_array_equal(after.test, before.test[1:])


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"kind": "settings", "settings": {"lr": "fast"}}, "lr must be a number, got 'fast'"),
        ({"kind": "settings"}, "without what is needed: 'settings'"),
        ({"kind": "dance"}, "the page asks for 'dance'; the playground can frame, play"),
        ({"kind": "preset", "name": "nix"}, "no preset is called 'nix'; there are 'circles'"),
        ({"kind": "edit", "layer": 0, "row": 0, "column": 0, "value": "much"}, "could not convert"),
        ({"kind": "look", "example": 4000}, "there are 400 points, got number 4000"),
        ({"kind": "undo"}, "there is nothing to undo yet"),
        ({"kind": "point", "x1": 1, "x2": 60, "target": 1}, "a point lies between -6 and 6"),
        ({"kind": "link", "text": "#lr=1e9"}, "lr must be at most 100"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_lost(page, message, said):
    """The answer is the scene as it was, with a sentence."""
    page.explorer.model.run.step()
    before, _ = page.ask("hello")
    scene, complaint = page.ask(message.pop("kind"), **message)
    assert said in complaint
    assert scene["updates"] == before["updates"] and scene["says"] == before["says"]


def test_a_link_is_settings_to_begin_with():
    """And a wrong one is refused where it is written."""
    explorer = PlaygroundExplorer(link="#dataset=plane&layers=2")
    assert explorer.settings.layers == (2,) and explorer.scene()["preset"] == ""
    with pytest.raises(ValueError, match="there is no such setting"):
        PlaygroundExplorer(link="#data=plane")
    with pytest.raises(ValueError, match="no preset is called"):
        PlaygroundExplorer("nix")


def test_answers_to_the_next_frame_leave_out_what_has_not_changed(page):
    """Words and lists come with every other answer."""
    whole, _ = page.ask("step")
    frame, _ = page.ask("frame")
    again, _ = page.ask("look", example=1)
    assert set(whole) - set(frame) == {"choices", "presets", "code", "link", "sources", "whose"} and set(again) == set(
        whole
    )


def test_while_it_trains_every_question_gets_its_answer(page):
    """Frames come while the updates go on; a pause is seen in its own answer."""

    async def play():
        scene, _ = page.ask("play")
        assert scene["running"]
        seen = []
        while len(set(seen)) < 4:
            await asyncio.sleep(0)
            scene, complaint = page.ask("frame")
            assert scene["step"] is None and not complaint and scene["layers"][0]["z"]
            seen.append(scene["updates"])
        scene, _ = page.ask("pause")
        assert not scene["running"] and scene["step"]["forward"]
        return scene["updates"]

    assert asyncio.run(play()) == page.explorer.model.run.updates


def test_a_part_that_fails_is_a_fault_in_the_scene_and_pictures_stay(broken_relu, page):
    """What was seen last is still there, the sentence names the part, and another source goes on."""
    broken_relu.wrong["relu"] = lambda x: x[:1]
    page.ask("settings", settings={"activation": "relu"})
    scene, _ = page.ask("settings", settings={"sources": {"relu": BROKEN}})
    assert scene["fault"].startswith("Your broken relu gave an array of shape (1, 4) where")
    assert scene["fault"] in scene["says"] and scene["output"]["map"]["shape"] == [40, 40]
    assert scene["sources"]["relu"] == {"chosen": BROKEN, "of": ["the library's", BROKEN], "role": "activation"}
    scene, _ = page.ask("settings", settings={"sources": {"relu": "the library's"}})
    assert scene["fault"] == "" and scene["step"]


def test_the_goal_is_reached_once_and_on_its_own_data_only():
    """Other data are no answer; when it is reached, it is reported with its text."""
    reports = []
    explorer = PlaygroundExplorer("no hidden layer", on_goal=reports.append)
    explorer.set(dataset="gauss")
    explorer.train(5)
    assert explorer.scene()["accuracy"]["test"] > 0.95 and not reports
    explorer.set(dataset="xor", layers=[8], optimizer="Adam", lr=0.03)
    explorer.train(40)
    explorer.train(1)
    assert reports == [explorer.model.goal] and explorer.scene()["reached"]
    assert reports[0].startswith("On the data “xor” as they are here, label at least 95 of 100")


def test_a_still_says_and_shows_the_state():
    """A page without widgets gets the picture and the sentence; both follow the training, and are the same again."""
    explorer, again = PlaygroundExplorer(), PlaygroundExplorer()
    before = explorer.png()
    assert before == again.png() and Image.open(BytesIO(before)).size[0] > 600
    explorer.train(2)
    assert explorer.png() != before and "epoch 2: training loss" in explorer.model.sentence
    explorer.set(dataset="hills", layers=[8] * 6)
    assert Image.open(BytesIO(explorer.png())).size == Image.open(BytesIO(before)).size
    assert explorer._repr_mimebundle_()["text/plain"] == explorer.model.sentence == explorer.picture.alt


def test_a_scene_is_small_enough_to_be_sent_many_times_a_second(page):
    """A frame of 2-8-8-1 is less than 80 kB, of which the words are less than 10."""
    page.ask("settings", settings={"layers": [8, 8]})
    page.explorer._next_frame = True
    content, buffers = packed(page.explorer.scene())
    assert len(json.dumps(content)) < 10_000 and sum(buffer.nbytes for buffer in buffers) < 70_000


def test_the_goal_follows_the_data_and_only_the_first_one_is_told():
    """On other data there is another goal, reached or not; coming back, the first one stands as it stood."""
    told = []
    explorer = PlaygroundExplorer("circles", on_goal=told.append)
    first = explorer.model.goal
    explorer.set(dataset="gauss")
    assert "“gauss”" in explorer.model.goal and not explorer.scene()["reached"]
    explorer.train(20)
    assert explorer.scene()["reached"] and told == []
    explorer.set(lr=0.03)
    assert explorer.scene()["reached"]  # it was
    explorer.set(dataset="circles")
    assert explorer.model.goal == first and not explorer.scene()["reached"]
    explorer.train(100)
    assert explorer.scene()["reached"] and told == [first]
