"""The one writer, and the states that it folds: every change of the product passes `Handling.handle`, in the scope of one workspace."""

from plumbline.handling.attributing import attribution, draft, item_of
from plumbline.handling.handling import Answer, AnswerBytes, Clock, Guard, Handling, system_clock
from plumbline.handling.states import After, States, StreamFold

__all__ = [
    "After",
    "Answer",
    "AnswerBytes",
    "Clock",
    "Guard",
    "Handling",
    "States",
    "StreamFold",
    "attribution",
    "draft",
    "item_of",
    "system_clock",
]
