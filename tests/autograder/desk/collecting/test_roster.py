"""Who is in the class: tables of one's own, of Canvas and of Moodle, joined by id."""

import pytest
from nbgrader.api import Gradebook

from autograder.core.errors import GradingError
from autograder.desk.collecting.roster import FILE, Member, Roster, read_roster, write_roster
from autograder.desk.collecting.roster_tables import merge_table

from .conftest import CLASS

OWN = "id,first name,last name,email,section\nann,Ann,O'Neil,ann@example.org,A\nbob,Bob,Müller,bob@example.org,B\n"
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Chapter 1 (77)\n"
    "    Points Possible,,,,,40\n"
    '"O\'Neil, Ann",901,S1,ann,A,\n'
    '"Müller, Bob",902,S2,bob,B,\n'
    '"Student, Test",999,,,A,\n'
)
PARTICIPANTS = "First name,Last name,Username,Email address,Groups\nAnn,O'Neil,ann,ann@example.org,A\n"
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
    "Participant 4711,Ann O'Neil,ANN@example.org,Submitted,,40\n"
    "Participant 4799,New One,new@example.org,,,40\n"
)


@pytest.fixture
def merge(tmp_path):
    """Read a table into a roster."""

    def merge(text, roster=None, **options):
        (tmp_path / "table.csv").write_text(text, encoding="utf-8-sig")
        return merge_table(roster or Roster(), tmp_path / "table.csv", **options)

    return merge


@pytest.mark.parametrize("text", [OWN, CANVAS])
def test_a_table_is_known_by_its_columns(merge, text):
    """Canvas's row of points and its test student are nobody."""
    merged = merge(text)
    assert [(one.id, one.first, one.last, one.section) for one in merged.roster] == [
        ("ann", "Ann", "O'Neil", "A"),
        ("bob", "Bob", "Müller", "B"),
    ]
    assert merged.added == ["ann", "bob"]


def test_moodles_worksheet_adds_its_numbers(merge):
    """People are found by their email; who is new is known by it."""
    merged = merge(WORKSHEET, merge(PARTICIPANTS).roster)
    ann, new = merged.roster
    assert (ann.id, ann.known_as, ann.section) == ("ann", ("4711",), "A")
    assert (new.id, new.name) == ("new@example.org", "New One")
    again = merge(WORKSHEET.replace("4711", "5811"), merged.roster)
    assert again.roster.members["ann"].known_as == ("4711", "5811")


def test_what_a_table_does_not_say_stays(merge):
    """And so does who is not in it."""
    merged = merge("id,section\nbob,C\n", merge(OWN).roster)
    assert merged.roster.members["bob"].name == "Bob Müller"
    assert (merged.roster.members["bob"].section, merged.absent, merged.changed) == ("C", ["ann"], ["bob"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id\nann\nann\n", "lines 2 and 3 are both ann"),
        ('id,name\n"a,b",x\n', "line 2: 'a,b' cannot be a student's id"),
        ("colour\nred\n", "does not say who anybody is"),
        ("id\n", "names nobody"),
    ],
)
def test_a_table_that_will_not_do_is_refused(merge, text, said):
    """With the line, and what is wrong."""
    with pytest.raises(GradingError, match=said):
        merge(text)


def test_the_column_of_ids_can_be_named(merge):
    """Or is said to be missing."""
    assert [one.id for one in merge(CANVAS, known_by="SIS User ID").roster] == ["S1", "S2"]
    with pytest.raises(GradingError, match="no column 'Login'; its columns are id, first name"):
        merge(OWN, known_by="Login")


@pytest.mark.usefixtures("prepared_gradebook")
def test_the_file_and_the_gradebook_say_the_same(course):
    """Names that a spreadsheet would run come back as they were."""
    odd = Member("odd", "=cmd|' /C calc'!A0", "\u202edlof 🎓", "x@example.org", "A", ("1", "2"))
    roster = Roster({one.id: one for one in (*CLASS, odd)})
    write_roster(course, roster)
    assert read_roster(course) == roster
    with Gradebook(course.url) as book:
        assert book.find_student("odd").first_name == odd.first
        assert book.find_student("ann").lms_user_id == "901"


@pytest.mark.parametrize(
    ("key", "student"),
    [
        ("ann", "ann"),
        ("901", "ann"),
        ("BOB@example.org", "bob"),
        ("Müller, Bob", "bob"),
        ("cydvanderdot", "cyd"),
        ("x", ""),
    ],
)
def test_somebody_is_found_by_whatever_names_them(key, student):
    assert Roster({one.id: one for one in CLASS}).find(key) == student


def test_two_of_one_name_are_not_told_apart():
    """A name is then nobody's, and the number decides."""
    twins = Roster({name: Member(name, "Jo", "Doe", known_as=(number,)) for name, number in (("a", "1"), ("b", "2"))})
    assert (twins.find("doejo"), twins.find("2", "doejo")) == ("", "b")


@pytest.mark.parametrize(
    ("text", "said"), [("name\nx\n", "no column 'id'"), ("id\nann\nann\n", "line 3: 'ann' stands twice")]
)
def test_a_roster_that_was_spoiled_by_hand_is_told(course, text, said):
    (course.root / FILE).write_text(text)
    with pytest.raises(GradingError, match=said):
        read_roster(course)
