"""program/schema_known.py: the shape of known-problems.toml: problems with a known answer, and what they look like.

Does not   match anything (program/known.py).
Reads next program/vocabulary.py, rules/cadents/known-problems.toml
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mailtriage.program.shapes import Address, FileName, Flag, Id, Line, Section
from mailtriage.program.vocabulary import When

WebAddress = Annotated[str, Field(pattern=r"^(https://[^\s<>\"]+)?$")]


class KnownExampleSection(Section):
    """A mail in one sentence. `fits`: this problem must be the suggested one; `not`: it must not hold at all."""

    fits: str = ""
    not_: Annotated[str, Field(alias="not")] = ""
    subject: str = ""
    from_: Annotated[Address, Field(alias="from")] = ""
    mailbox: str = ""
    language: str = ""
    attachments: tuple[FileName, ...] = ()


class ProblemSection(Section):
    id: Id
    title: Line  # as staff read it
    symptoms: When  # the words and conditions of a rule; those of the case (category, entitlement …) may be asked, too
    products: tuple[Line, ...] = ()  # names of entitlement.toml; none: of any product
    article: WebAddress = ""  # where it is written down
    text: str = ""  # the prescribed text that answers it
    obvious: Flag = False  # true: that text is proposed in place of the category's reply; false: it is only suggested
    example: tuple[KnownExampleSection, ...] = ()


class KnownProblemsFile(Section):
    problem: tuple[ProblemSection, ...] = ()
