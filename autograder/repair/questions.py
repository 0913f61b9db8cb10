"""What is asked about each kind of slip. A question points at the place and leaves the answer to the learner."""

from typing import NamedTuple


class Kind(NamedTuple):
    """name: what the card calls it. question: for the card. second_hint: how to find the answer oneself."""

    name: str
    question: str
    second_hint: str


WRONG_VALUE = Kind(
    "the first value that is not right",
    "All that goes into this is right, and what comes out is not. What should it be, in the formula's words?",
    "Work this one value out by hand for the case shown, print yours, and compare the two entry by entry.",
)
WRONG_VALUES = Kind(
    "two values that are not right",
    "What goes into each of these is right once the one before is; what comes out is not. Begin with the first.",
    "Work the first one out by hand for the case shown, mend it, and check again before you look at the second.",
)
KINDS = {
    "order": Kind(
        "the order of two operands",
        "In which order do these two stand?",
        "Put small numbers in by hand, in this order and in the other one.",
    ),
    "sign": Kind(
        "a sign", "Is this added or taken away?", "Follow the sign of one entry from the formula to this line."
    ),
    "operator": Kind(
        "an operator",
        "Which operation joins these two?",
        "Write down what this line says, in words, and hold it against the formula.",
    ),
    "too much": Kind(
        "something too much",
        "What does this part do here, and does the formula have it?",
        "Leave parts of this expression away, one after the other, and print what is left.",
    ),
    "grouping": Kind(
        "a parenthesis",
        "What belongs together here?",
        "Put parentheses around what Python computes first, then around what the formula means.",
    ),
    "condition": Kind(
        "a condition",
        "When should this happen, and when not?",
        "Take one input for which it should be true and one for which it should not, and print the condition for both.",
    ),
    "comparison": Kind(
        "a comparison",
        "What should happen right at the border, and on which side of it?",
        "Try a value just below, at, and just above the border.",
    ),
    "inside": Kind(
        "what stands inside the parentheses",
        "Does this belong inside the call or outside of it?",
        "Compute both with a number for which you know the result.",
    ),
    "constant": Kind(
        "a number",
        "Is this the right value, and who decides it?",
        "Look for this number in the docstring and in the parameters.",
    ),
    "missing factor": Kind(
        "a factor or term",
        "Is something missing next to this?",
        "Divide your result by the expected one, and subtract them, for the case shown.",
    ),
    "missing function": Kind(
        "a function that is missing",
        "Is this quantity used as it is?",
        "Name, in the formula's words, what this variable holds, and what the formula needs here.",
    ),
    "transpose": Kind(
        "a transpose",
        "Which axis of this array should meet which?",
        "Write the shapes of both factors below each other. The inner two must be the same quantity.",
    ),
    "copy": Kind(
        "whose array this is",
        "Does anybody else hold this array?",
        "Print it before and after; then ask which line of yours writes into it.",
    ),
    "length": Kind(
        "a length",
        "What is counted here?",
        "Print it next to the shape of the array, for an input whose sides all differ.",
    ),
    "dtype": Kind(
        "a dtype",
        "What kind of numbers does this array hold?",
        "Print its dtype, and then the dtype of what you write into it.",
    ),
    "shape": Kind(
        "a shape",
        "Which shape does this have, and which one is needed to go with the rest?",
        "Print the shapes of everything on this line.",
    ),
    "function": Kind(
        "which function this is",
        "Is this the function of the family that you want?",
        "Call it on three numbers and compare with what the formula gives.",
    ),
    "axis": Kind(
        "an axis",
        "Along which axis does this run, and what is left of the shape?",
        "Which numbers belong to one example, and which to one feature? Print the shape before and after this line.",
    ),
    "keepdims": Kind(
        "a dimension that is kept or dropped",
        "Which shape does this have afterwards?",
        "Print the shape after this line and see how it lines up with what it is combined with.",
    ),
    "correction": Kind(
        "N or N - 1",
        "Does this divide by N or by N - 1?",
        "Compute it by hand for two numbers.",
    ),
    "arguments": Kind(
        "the arguments of a call",
        "Does this call get what it needs, in the order in which it takes it?",
        "Look up its signature and write the parameters' names in front of the arguments.",
    ),
    "parameters": Kind(
        "the order of the parameters",
        "In which order is your function called?",
        "Compare your first line with the one that the exercise gives.",
    ),
    "generator": Kind(
        "the generator",
        "Which generator do these numbers come from?",
        "Call your function twice with generators of the same seed.",
    ),
    "loop": Kind(
        "where a loop begins and ends",
        "Which values does the loop go through, and in which order?",
        "Print the loop's variable in every round.",
    ),
    "name": Kind(
        "a name", "Is this the variable that you mean?", "Say aloud what this name stands for, and what the line needs."
    ),
    "self": Kind(
        "whose value this is",
        "Is this the object's own value or a local one?",
        "Print both at this line.",
    ),
    "exchange": Kind(
        "two names that have changed places",
        "Which of these goes with which?",
        "Say aloud what each name on this line stands for, and read the formula next to it.",
    ),
    "slice": Kind(
        "where a slice begins and ends",
        "Which entries does this slice take?",
        "Print it for an array of 0, 1, 2, 3, 4.",
    ),
    "index": Kind(
        "an index",
        "Which entry, along which axis, is taken here?",
        "Print the index and the shape next to each other.",
    ),
    "tuple": Kind(
        "the order of several values",
        "In which order do these come?",
        "Compare with the docstring's `Returns`.",
    ),
    "in place": Kind(
        "a new array or the old one",
        "Does this line make a new array, or write into one that somebody else holds?",
        "Print the input before and after your function runs.",
    ),
    "accumulate": Kind(
        "set or add up",
        "Should this replace what was there, or be added to it?",
        "Follow the variable through two rounds.",
    ),
    "return": Kind(
        "what is returned",
        "What does your function give back, and where?",
        "Assign its result to a variable and print that.",
    ),
    "result dropped": Kind(
        "a result that is dropped",
        "What happens to the result of this call?",
        "Print the variable after this line: has it changed?",
    ),
    "statement too many": Kind(
        "a line too many", "What would change without this line?", "Comment it out and run the check again."
    ),
    "missing line": Kind(
        "a line that is missing",
        "This line has a sibling for another variable. Is it there?",
        "List everything that has to change in one step, and tick off what your lines change.",
    ),
    "statement twice": Kind(
        "a line that runs once",
        "How often should this happen?",
        "Count, for the smallest input, how often it should run.",
    ),
    "statement order": Kind(
        "the order of two lines",
        "Which of these two lines should come first?",
        "For both, say which value of the variable they need: the one before, or the one after.",
    ),
    "indentation": Kind(
        "how far a line is indented",
        "Does this line belong inside the block or after it?",
        "Print something next to it and count how often it runs.",
    ),
    "kept": Kind(
        "something that is not kept",
        "What will be needed later, and is it kept by then?",
        "List what the other methods read from the object, and who sets it.",
    ),
    "base class": Kind(
        "the base class",
        "Has the base class been set up before this?",
        "Look at the first line of `__init__` in any layer of this chapter.",
    ),
}
