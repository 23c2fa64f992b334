"""Signing in with a password, and setting one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from pincite.access.names import clean_name
from pincite.errors import AccessError, BusyError, SignInError
from pincite.serving.passwords import hashed, is_password, place, require_fit
from pincite.serving.store import ServerStore

WRONG = "the name or the password is wrong; try again, or ask whoever runs pincite for a new link"
"""The same words for an unknown name, a wrong password, and a user who is disabled or has no password."""


class WrongPassword(SignInError):  # noqa: N818 - reads as a sentence where it is raised
    """A wrong password for a user who is known, and how many there were in a row."""

    def __init__(self, sentence: str, user: str, attempts: int) -> None:
        super().__init__(sentence)
        self.user, self.attempts = user, attempts


class NotLookedAt(SignInError):  # noqa: N818 - reads as a sentence where it is raised
    """A name that is nobody's, while the places of such names were taken: nothing was hashed, so no time went by."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who may come in: the server's accounts, as far as the rules of access know their users (`is_active`)."""

    store: ServerStore
    is_active: Callable[[str], bool]
    now: Callable[[], datetime]

    def sign_in(self, name: str, password: str) -> tuple[str, str]:
        """The user, and the secret for the cookie of the browser that is signed in.

        Takes as long for a name that is unknown.

        Raises:
            SignInError: the password is wrong, or too many were tried.
            NotLookedAt: so many made-up names are tried that this one was not; whoever says so waits a moment first.
            BusyError: too many passwords of users are being looked at; nothing was counted.
        """
        user = _cleaned(name)
        wait = self.store.wait_for(user, self.now())
        if wait:
            seconds = int(wait.total_seconds()) + 1
            raise SignInError(
                f"too many wrong passwords were tried for this name; wait {seconds} s and try again", wait
            )
        if not self.is_active(user):
            self._look_at_nobodys(user, password)
        with place():
            attempts = self.store.note_attempt(user, self.now())
            is_right = is_password(password, self.store.password_of(user))
        if not is_right:
            raise WrongPassword(WRONG, user, attempts)
        return user, self.store.sign_in(user, self.now())

    def _look_at_nobodys(self, name: str, password: str) -> NoReturn:
        """Refuse a name that is nobody's as a wrong password is refused; it is counted even with no place free.

        Raises:
            SignInError: always.
        """
        self.store.note_attempt(name, self.now())
        try:
            with place(is_users=False):
                is_password(password, None)
        except BusyError as error:
            raise NotLookedAt(WRONG) from error
        raise SignInError(WRONG)

    def require_invited(self, secret: str, password: str) -> str:
        """The user whose password a link would set to this.

        Raises:
            SignInError: the link is not valid any more, or the password is not accepted.
        """
        user = self.store.invited(secret, self.now())
        if user is None or not self.is_active(user):
            raise SignInError(SPENT)
        require_fit(password, user)
        return user

    def set_password(self, secret: str, password: str) -> str:
        """Use a link up; returns the user whose password it set.

        Raises:
            SignInError: the link is not valid any more, or the password is not accepted.
        """
        user = self.require_invited(secret, password)
        if self.store.set_password(secret, hashed(password), self.now()) is None:
            raise SignInError(SPENT)
        return user


SPENT = "this link was used already, has expired, or was replaced by a newer one; ask whoever runs pincite for another"


def _cleaned(name: str) -> str:
    """A name as the rules spell it; one that cannot be anybody's is left as it is."""
    try:
        return clean_name(name, "user")
    except AccessError:
        return name
