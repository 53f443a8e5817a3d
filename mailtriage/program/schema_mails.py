"""program/schema_mails.py: the shape of mails.toml: mails that people have sorted, for the second reader.

Reads next program/second_reader.py, rules/cadents/mails.toml
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mailtriage.program.shapes import Many, Section


class SortedMailSection(Section):
    category: Many  # what a person says it is; several where it honestly could be each
    subject: str = ""
    text: Annotated[str, Field(min_length=1)]  # its new words, without signature, names and numbers of real people


class MailsFile(Section):
    mail: tuple[SortedMailSection, ...] = ()
