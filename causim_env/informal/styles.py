"""An SCM as running text in one of several styles, every fact told once, in sentences that `read` understands.

A style is framing and order around the same sentences. Whatever it adds names no variable, so it states nothing
about the system. No text leaves here that has not been read back to the same canonical hash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from causim_env.informal import framing
from causim_env.informal.reading import names_variable, read
from causim_env.informal.telling import Teller
from causim_env.render.words import Words
from causim_env.scm.domains import SCMError
from causim_env.scm.model import SCM
from causim_env.streams import Stream

_PARAGRAPH = 3
_GAP = re.compile(r"```\n(?! *\n)")


def tell(scm: SCM, style: str, seed: int = 0) -> str:
    """The whole SCM in words; the same SCM, style and seed always give the same text.

    Args:
        scm: What to tell; its doc is told where it names no variable.
        style: One of `STYLES`.
        seed: Which paraphrases, distractors and order.

    Raises:
        SCMError: The style is unknown, or the SCM's words make a text that does not read back.
    """
    if style not in STYLES:
        raise SCMError(f"style {style!r}: write one of {', '.join(STYLES)}")
    stream = Stream("informal", style, seed, scm.content_hash)
    text = STYLES[style](_Material(scm, stream, style == "note"))
    _check(text, scm)
    return text


def _check(text: str, scm: SCM) -> None:
    try:
        same = read(text).canonical_hash == scm.canonical_hash
    except SCMError as error:
        raise SCMError(f"the SCM's words make a text that cannot be read back ({error}): reword its docs") from None
    if not same:
        raise SCMError("the SCM's words make a text that reads back as another SCM: reword its docs")


class _Material:
    """The sentences of one SCM and what may stand around them."""

    def __init__(self, scm: SCM, stream: Stream, terse: bool) -> None:
        words = Words.of(scm)
        teller = Teller(scm, stream.child("words"), terse)
        self.stream = stream
        self._nouns = {words.noun(name): name for name in scm.names}
        self.laws = [teller.law(root) for root in scm.exogenous]
        self.rules = [teller.rule(node) for node in scm.order]
        names = [*(root.name for root in scm.exogenous), *(node.name for node in scm.order)]
        nouns = [(words.noun(name), words.verb(name)) for name in names]
        self.subjects = dict(zip([*self.laws, *self.rules], nouns, strict=True))
        doc = " ".join(scm.doc.split())
        self.doc = doc if self.allowed(doc) else ""

    def allowed(self, sentence: str) -> bool:
        """Whether a sentence says nothing about the system."""
        return not names_variable(sentence, self._nouns)

    def frame(self, sentences: Sequence[str]) -> str:
        """One of these sentences that says nothing about the system, or an empty string."""
        fitting = [sentence for sentence in sentences if self.allowed(sentence)]
        return self.stream.choice(fitting) if fitting else ""

    def independence(self) -> str:
        """That chances are independent, where there are several."""
        return self.frame(framing.INDEPENDENT) if len(self.laws) > 1 else ""

    def distractors(self, count: int) -> list[str]:
        """Sentences beside the point, in random order, each once."""
        fitting = [sentence for sentence in framing.DISTRACTORS if self.allowed(sentence)]
        return self.stream.sample(fitting, min(count, len(fitting)))


def _paragraphs(blocks: Sequence[str]) -> str:
    kept = [block.strip() for block in blocks if block.strip()]
    return "\n\n".join(kept).replace("```\n ", "```\n\n").replace("``` ", "```\n\n").strip()


def _groups(sentences: Sequence[str], size: int) -> list[str]:
    return [" ".join(sentences[i : i + size]) for i in range(0, len(sentences), size)]


def _plain(made: _Material) -> str:
    """What comes from outside, then rule after rule in causal order."""
    outside, rules = made.frame(framing.OUTSIDE), made.frame(framing.RULES)
    laws = " ".join([outside, *made.laws]) if made.laws else ""
    return _paragraphs([made.doc, laws, rules, *_groups(made.rules, _PARAGRAPH)])


def _report(made: _Material) -> str:
    """Numbered sections with bullets."""
    sections = [
        ("1. " + made.frame(framing.REPORT_TITLES), [made.doc, made.frame(framing.REPORT_AIMS)], ""),
        ("2. " + made.frame(framing.REPORT_INPUTS), [*made.laws, made.independence()], "- "),
        ("3. " + made.frame(framing.REPORT_RULES), made.rules, "- "),
        ("4. " + made.frame(framing.REPORT_ENDS_TITLES), [made.frame(framing.REPORT_ENDS)], ""),
    ]
    blocks = []
    for title, sentences, mark in sections:
        lines = [mark + sentence for sentence in sentences if sentence]
        if lines:
            blocks.append("\n".join([title, *lines]))
    return _paragraphs(blocks)


def _story(made: _Material) -> str:
    """Facts in any order, told between things that do not matter."""
    facts = made.stream.shuffled([*made.laws, *made.rules])
    facts.insert(made.stream.below(len(facts)), made.independence())
    asides = made.distractors(2 + len(facts) // 2)
    told: list[str] = []
    for i, fact in enumerate(facts):
        if i and i % 2 == 0 and asides:
            told.append(asides.pop())
        told.append(fact)
    return _paragraphs(
        [made.frame(framing.STORY_STARTS), made.doc, *_groups(told, 4), *asides[:1], made.frame(framing.STORY_ENDS)]
    )


def _qa(made: _Material) -> str:
    """One question and one answer for each variable, in any order."""
    blocks = [made.doc]
    for fact in made.stream.shuffled([*made.laws, *made.rules]):
        noun, verb = made.subjects[fact]
        question = made.stream.choice(framing.QUESTIONS).format(noun=noun, verb=verb)
        blocks.append(f"Q: {question}\nA: {fact}")
    if independence := made.independence():
        blocks.append(f"Q: Is there more to be said on chance?\nA: {independence}")
    return _paragraphs(blocks)


def _note(made: _Material) -> str:
    """Telegram style, one line a fact."""
    inputs = [made.frame(framing.NOTE_INPUTS), *(f"- {law}" for law in made.laws)] if made.laws else []
    rules = [made.frame(framing.NOTE_RULES), *(f"- {rule}" for rule in made.rules)]
    blocks = ["\n".join(inputs).strip(), "\n".join(rules).strip()]
    if made.stream.chance(0.5):
        blocks.reverse()
    return _paragraphs([made.frame(framing.NOTE_STARTS), *blocks, made.frame(framing.NOTE_ENDS)])


def _textbook(made: _Material) -> str:
    """Numbered definitions and rules with remarks between them."""
    blocks = [made.frame(framing.BOOK_STARTS), made.doc, made.independence()]
    number = 0
    for title, facts in (("Definition", made.laws), ("Rule", made.rules)):
        for fact in facts:
            number += 1
            head = f"{title} {number}." if made.allowed(title) else f"({number})."
            blocks.append(f"{head} {fact}")
            if made.stream.chance(0.2):
                blocks.append(made.frame(framing.REMARKS))
    return _paragraphs([*blocks, made.frame(framing.BOOK_ENDS)])


STYLES: dict[str, Callable[[_Material], str]] = {
    "plain": _plain, "report": _report, "story": _story, "questions": _qa, "note": _note, "textbook": _textbook,
}  # fmt: skip
