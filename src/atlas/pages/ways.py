"""Ways to report a mistake or suggest a practice, beside the address at which records are edited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

# How addresses are made where people work together on files. What is edited is named in the address itself.
_GITHUB = re.compile(r"(https?://[^/]+/[^/]+/[^/]+)/edit/[^/]+/")
_GITLAB = re.compile(r"(https?://.+)/-/edit/[^/]+/")
_FORGEJO = re.compile(r"(https?://.+)/_edit/[^/]+/")


@dataclass(frozen=True, slots=True)
class Ways:
    """Where readers tell what is wrong or missing: `issues` is the form for a new issue, empty where none is known.

    `forms` says that the forms in .github/ISSUE_TEMPLATE are shown there, and can be filled in by the address.
    """

    issues: str = ""
    forms: bool = False

    @classmethod
    def beside(cls, edit_base: str) -> Ways:
        """The ways that go with the address below which files are edited; none where it is of no known kind."""
        if found := _GITHUB.match(edit_base):
            return cls(f"{found[1]}/issues/new", forms=True)
        if found := _GITLAB.match(edit_base):
            return cls(f"{found[1]}/-/issues/new")
        if found := _FORGEJO.match(edit_base):
            return cls(f"{found[1]}/issues/new")
        return cls()

    def report(self, file: str) -> str:
        """Where to tell what is wrong in the record in `file`, or nothing."""
        return self._form("correction.yml", page=file)

    @property
    def suggest(self) -> str:
        """Where to tell of a practice, or nothing."""
        return self._form("new-practice.yml")

    def _form(self, template: str, **given: str) -> str:
        if not self.forms:
            return self.issues
        return f"{self.issues}?{urlencode({'template': template, **given}, safe='/')}"
