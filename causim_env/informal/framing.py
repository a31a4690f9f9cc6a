"""What the styles say around the facts: openings, headings, remarks, and distractors beside the point."""

from __future__ import annotations

OUTSIDE = (
    "Some things are given from outside, independently of each other.",
    "What follows first comes by chance, each thing independently of the others.",
    "Nobody controls the following, and each is independent of the others.",
)
RULES = (
    "Everything else follows from fixed rules, in whole numbers.",
    "The rest is decided by rules that never change.",
    "All that remains is worked out from what has been said.",
)
REPORT_TITLES = ("Summary", "Purpose", "Scope")
REPORT_AIMS = (
    "This report documents how the system works, as agreed with those who run it.",
    "The findings below were checked by two people.",
    "What is set out here replaces all earlier versions.",
)
REPORT_INPUTS = ("Inputs", "Given from outside", "External factors")
INDEPENDENT = (
    "Whatever is left to chance is independent of everything else that is left to chance.",
    "Where chance decides, it does so independently each time.",
    "Chances of different things are independent of each other.",
)
REPORT_RULES = ("Rules", "How the rest follows", "Findings")
REPORT_ENDS_TITLES = ("Status", "Closing", "Sign-off")
REPORT_ENDS = (
    "No other influences were found.",
    "Nothing else plays a part.",
    "The list above is complete.",
)
STORY_STARTS = (
    "It was late when Marta finally explained to her nephew how the place worked.",
    "Old Henrik had kept the books for 31 years, and on his last day he told us everything.",
    "The train was delayed by 40 minutes, so the engineer had time to tell the whole story.",
)
STORY_ENDS = (
    "Then the kettle boiled, and nobody spoke of it again.",
    "That was all there was to it, and they walked home.",
    "Nobody took notes, but everyone remembered.",
)
DISTRACTORS = (
    "Outside, a dog barked 3 times.",
    "The coffee had gone cold an hour ago.",
    "Her cousin had married in Lisbon 12 years earlier.",
    "Somebody had left 2 umbrellas by the door.",
    "The calendar on the wall still showed March.",
    "He had once owned 7 bicycles, all of them blue.",
    "A clock struck 4, though it was nearer to 5.",
    "The biscuits were shared out, 2 for each guest.",
    "The neighbours were away until Thursday.",
    "A radio was playing in another room.",
    "There was a short argument about football.",
    "The stairs creak at every one of the 14 steps.",
    "Nobody could find the second pair of glasses.",
    "The old sign by the gate had been repainted in green.",
    "Lunch had been soup, as on every Tuesday.",
    "His watch was 9 minutes fast and always had been.",
)
QUESTIONS = (
    "What is known about {noun}?",
    "What decides {noun}?",
    "How {verb} {noun} determined?",
    "Where {verb} {noun} taken from?",
)
NOTE_STARTS = ("Note, dictated.", "Brief summary on file.", "For handover.")
NOTE_INPUTS = ("Given, independent.", "External, independent.", "Not under control, independent.")
NOTE_RULES = ("Derived.", "Consequences.", "Follows.")
NOTE_ENDS = ("No further findings.", "Nil else.", "Plan: as above.")
BOOK_STARTS = (
    "In this chapter a small system is described completely.",
    "We begin with an example that will accompany us for some time.",
    "Let the following be fixed once and for all.",
)
REMARKS = (
    "Remark. The reader should pause here and try an example.",
    "Remark. The converse does not hold.",
    "Remark. This is not as obvious as it looks.",
    "Remark. Similar statements are found in older books.",
)
BOOK_ENDS = (
    "This completes the description.",
    "The exercises at the end of the chapter build on this.",
    "Nothing else is assumed in what follows.",
)
