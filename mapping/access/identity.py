"""Identities: how a signed-in person is known, by what an OpenID provider vouches for.

The roles table names people by one of two keys: the issuer and its subject, which never change
hands, or an e-mail address, which counts only where the provider says that it is verified.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from languages.kept import kept
from mapping.review.review import Refused

__all__ = ["Identity", "identity_of", "parse_key"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_SUBJECT = re.compile(r"(https?://\S+)\s+(\S.*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who a provider says that somebody is; `email` is None unless it is verified."""

    issuer: str
    subject: str
    email: str | None = None

    @property
    def subject_key(self) -> str:
        """The key by issuer and subject."""
        return f"{self.issuer} {self.subject}"

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that the roles table may name this person by."""
        return (self.subject_key, self.email) if self.email else (self.subject_key,)


def identity_of(claims: Mapping[str, object]) -> Identity | None:
    """Read the claims of a sign-in, None where they do not say who it is."""
    issuer, subject, email = claims.get("iss"), claims.get("sub"), claims.get("email")
    if not (isinstance(issuer, str) and isinstance(subject, str)):
        return None
    if not _SUBJECT.fullmatch(f"{issuer} {subject}"):  # or one key could pose as another
        return None
    verified = claims.get("email_verified") is True and isinstance(email, str)
    address = str(email).strip().casefold() if verified else ""
    return Identity(
        issuer=issuer,
        subject=subject,
        email=address if _EMAIL.fullmatch(address) else None,
    )


def parse_key(typed: str) -> str:
    """Bring what an operator typed into the form of a key; raises Refused."""
    text = typed.strip()
    subject = _SUBJECT.fullmatch(text)
    if subject:
        return f"{subject[1]} {subject[2]}"
    if _EMAIL.fullmatch(text):
        return text.casefold()
    raise Refused(
        kept(
            "Name people by their e-mail address, or by issuer and subject as the Account page of "
            "that person shows them."
        )
    )
