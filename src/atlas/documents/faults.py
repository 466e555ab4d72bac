"""Why a file can't be read: the codes, and the exception that carries the fault."""

from __future__ import annotations

from atlas.issues import Code, Issue, Level, declare

NOT_A_FILE = declare(
    "D101",
    Level.ERROR,
    "Not a plain file",
    "A record is a plain file of its folder. A link to another place, a folder or a device is not read.",
)
BAD_NAME = declare(
    "D102",
    Level.ERROR,
    "File name that is no id",
    "The name of a file is the id of its record: small letters a to z, digits, single hyphens, then the ending "
    "of its folder (.md for practices and transfers, .yml for the rest). A transfer's name is PRACTICE--ADOPTER.",
)
TOO_LARGE = declare("D103", Level.ERROR, "File too large", "A record's file has at most 200,000 bytes.")
NOT_UTF8 = declare(
    "D104", Level.ERROR, "Not UTF-8", "A file is text in UTF-8. Save it again with that encoding in your editor."
)
CONTROL = declare(
    "D105",
    Level.ERROR,
    "Character that can't be seen",
    "Control characters, and the invisible ones that turn the direction of writing round, are refused: what a "
    "reviewer sees must be what is there.",
)
SYNTAX = declare("D106", Level.ERROR, "Not readable as YAML", "The facts of a record are written in YAML.")
DUPLICATE = declare(
    "D107", Level.ERROR, "A field twice", "A field stands once in its place; a second one would hide the first."
)
ALIAS = declare("D108", Level.ERROR, "YAML anchor or alias", "&anchors and *aliases are not used: write the value out.")
TAG = declare("D109", Level.ERROR, "YAML tag", "!tags are not used: the schema decides what a value is.")
SECOND = declare("D110", Level.ERROR, "A second document", "A file holds one record: no second `---` document in it.")
DEEP = declare("D111", Level.ERROR, "Nested too deep", "Values are nested at most 20 deep.")
NOT_FIELDS = declare("D112", Level.ERROR, "No fields", "A record is a list of `field: value` lines.")
NO_FRONT_MATTER = declare(
    "D113",
    Level.ERROR,
    "Front matter missing or not closed",
    "A .md record starts with a line `---`, its facts, and another line `---`; the story comes after.",
)
BAD_KEY = declare("D114", Level.ERROR, "Field name that is no text", "The name of a field is a plain word.")


class Refused(Exception):
    """A file could not be read; carries the fault. Raised and caught inside the reading rooms only."""

    def __init__(self, code: Code, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.line, self.column, self.message, self.hint = code, line, column, message, hint

    def issue(self, file: str) -> Issue:
        """The fault as told to people."""
        return Issue(file, self.line, self.column, self.code.code, self.code.level, self.message, self.hint)
