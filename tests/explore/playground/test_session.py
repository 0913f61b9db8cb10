import asyncio

import numpy as np
import pytest

from explore.own import BROKEN
from explore.playground.goal import Goal
from explore.playground.session import MOST_UNDO, Session
from explore.playground.settings import Settings


def session(**settings):
    """A session at the circles, or what is said."""
    chosen = Settings(**{"layers": (3,), **settings})
    return Session(chosen, Goal(chosen))


def weights(one):
    """All weights, in one row."""
    return np.concatenate([parameter.data.ravel() for parameter in one.run.network.parameters()])


async def until(holds):
    """Let the event loop go round until something is so; a training that never gets there fails the test."""
    for _ in range(20_000):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came")


def test_training_goes_on_between_other_things():
    """While it runs, others have their turn; a pause comes before the next update."""
    one = session()

    async def play():
        one.play()
        assert one.running and one.run.updates == 0  # play does not wait
        await until(lambda: one.run.updates > 3)
        one.pause()
        updates = one.run.updates
        await asyncio.sleep(0.01)
        return updates

    assert asyncio.run(play()) == one.run.updates


def test_play_twice_is_play_once_and_play_after_pause_is_one_training():
    """Two trainings at a time would make two updates where one is meant."""
    one, slices = session(), []

    async def play():
        one.slice = lambda: slices.append(asyncio.current_task())
        one.play()
        one.play()
        await asyncio.sleep(0)
        one.pause()
        one.play()
        await until(lambda: len(slices) > 20)
        one.pause()

    asyncio.run(play())
    assert len(set(slices[5:])) == 1


def test_a_slice_ends_in_time_however_slow_a_part_is(monkeypatch):
    """A slice is over after ten milliseconds, or after one update where that takes longer."""
    one, clock = session(), iter(np.arange(10_000) * 0.004)
    one.running = True
    one.slice(0.01)  # the clock is real for this one
    monkeypatch.setattr("explore.playground.session.perf_counter", lambda: next(clock))
    before = one.run.updates
    one.slice(0.01)
    quick = one.run.updates - before
    monkeypatch.setattr("explore.playground.session.perf_counter", lambda: 10 * next(clock))
    one.slice(0.01)
    assert quick in (2, 3) and one.run.updates - before - quick == 1


def test_a_speed_is_kept_and_what_was_missed_is_not_made_up_for(monkeypatch):
    """Two epochs a second: after half a second one epoch is due, after a long absence one as well."""
    one, now = session(speed=2.0, batch_size=100), [0.0]
    monkeypatch.setattr("explore.playground.session.perf_counter", lambda: now[0])
    one.running = True
    for seconds, updates in ((0.0, 0), (0.25, 1), (0.5, 2), (60.0, 4), (60.0, 4)):
        now[0] = seconds
        one.slice()
        assert one.run.updates == updates, seconds


def test_a_step_is_one_update_and_a_whole_one_ends_the_epoch():
    """20 batches of 10 make an epoch."""
    one = session()
    one.step()
    assert one.run.updates == 1 and one.run.epoch == pytest.approx(1 / 20)
    one.step(whole=True)
    assert one.run.updates == 20 and one.run.epoch == 1
    one.step(whole=True)
    assert one.run.updates == 40


def test_undo_goes_back_step_by_step_and_training_goes_on_as_it_would_have():
    """Edits, steps, settings and own points are taken back, each exactly; random numbers and optimizer included."""
    one = session(optimizer="Adam", dropout=0.2)
    one.step()
    states = [weights(one)]
    one.step()
    after = weights(one)
    states.append(after)
    one.edit(0, 1, 0, 3.0)
    assert one.run.network.layers[0].linear.weight.data[1, 0] == 3.0
    one.change({"lr": 1.0})
    one.change({"points": [[1, 1, 1]]})
    one.change({"layers": [2, 2]})
    for _ in range(4):
        one.undo()
    np.testing.assert_array_equal(weights(one), after)
    assert one.settings.lr == 0.03 and one.settings.layers == (3,) and not one.run.points.own.any()
    one.undo()
    one.step()
    np.testing.assert_array_equal(weights(one), after)


def test_undo_has_an_end():
    """With nothing to take back it says so; the oldest are forgotten."""
    one = session()
    with pytest.raises(ValueError, match="there is nothing to undo yet"):
        one.undo()
    for _ in range(MOST_UNDO + 5):
        one.edit(0, 0, -1, 0.5)
    assert one.undoable == MOST_UNDO


def test_some_settings_take_hold_in_training_and_others_start_anew():
    """A rate changes what comes; another layer is another network."""
    one = session()
    one.step(whole=True)
    before = weights(one)
    one.change({"lr": 0.5, "batch_size": 50, "l2": 0.01, "speed": 3})
    np.testing.assert_array_equal(weights(one), before)
    assert one.run.optimizer.param_groups[0]["lr"] == 0.5 and one.run.batches == 4
    one.change({"optimizer": "Adam"})
    assert type(one.run.optimizer).__name__ == "Adam" and one.run.updates == 20
    one.change({"layers": [4]})
    assert one.run.updates == 0 and one.run.settings.lr == 0.5
    one.run.step()
    one.reset()
    assert one.run.updates == 0 and not one.running


def test_a_refused_setting_changes_nothing():
    """The sentence is the settings'; what was there is there."""
    one = session()
    one.step()
    with pytest.raises(ValueError, match="lr must be at most 100"):
        one.change({"layers": [2], "lr": 1e9})
    assert one.run.updates == 1 and one.settings.layers == (3,)


def test_a_part_that_fails_stops_the_training_and_the_page_is_told(shelf):
    """It is said which, once; what has been learned is kept; a right part goes on from there anew."""
    answers = iter([1.0] * 8)
    shelf.wrong |= {"tanh": lambda x: next(answers) * x, "tanh_backward": lambda grad_output, x: grad_output}
    one, told = session(sources=(("tanh", BROKEN),)), []
    one.told = lambda: told.append(one.fault)

    async def play():
        one.play()
        await until(lambda: told)

    asyncio.run(play())
    assert told == ["Your broken tanh raised StopIteration"] and not one.running
    assert one.run.updates == 8 and np.isfinite(weights(one)).all()
    one.change({"sources": {"tanh": "yours"}})
    one.step()
    assert one.fault == "" and one.run.updates == 1


def test_prints_of_a_part_do_not_flood_the_page(shelf, capsys):
    """A print that was left in a function is kept quiet in training, and only there."""
    shelf.right |= {"tanh": lambda x: print("here") or np.tanh(x), "tanh_backward": lambda grad_output, x: grad_output}
    one = session()
    one.step()
    print("and here")
    assert capsys.readouterr().out == "and here\n"


def test_a_slow_part_is_said(shelf, monkeypatch):
    """With how long it takes."""
    shelf.right |= {"tanh": np.tanh, "tanh_backward": lambda grad_output, x: grad_output}
    one, clock = session(), iter(np.arange(10_000) * 0.05)
    monkeypatch.setattr("explore.playground.parts.perf_counter", lambda: next(clock))
    one.step()
    assert one.run.tools.slow() == "Your tanh takes 50 ms a call, so there are fewer and coarser pictures."


@pytest.mark.parametrize("place", [(2, 0, 0), (0, 3, 0), (0, 0, 2), (-1, 0, 0)])
def test_a_weight_that_is_not_there_cannot_be_edited(place):
    """The sentence says what there is."""
    one = session()
    with pytest.raises(ValueError, match="layer"):
        one.edit(*place, 1.0)
    with pytest.raises(ValueError, match="between -1000 and 1000"):
        one.edit(0, 0, 0, float("nan"))
    assert one.undoable == 0


def test_a_run_that_cannot_be_copied_is_not_remembered(shelf):
    """A learner's optimizer may hold what nothing can copy; then training goes on without an undo."""

    class Holder:
        def __init__(self, params, lr, momentum=0.0):
            self.param_groups, self.held = [{"params": params, "lr": lr}], (one for one in params)

        def step(self):
            pass

    shelf.right["SGD"] = Holder
    one = session()
    one.step()
    assert one.run.updates == 1 and one.undoable == 0
