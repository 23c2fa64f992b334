"""Actions that take two people: one asks, another confirms exactly that, once, before the request expires.

The second person holds another account of the operating system, or the private half of a key that is registered for
them. Acting for somebody (`--as`) makes no second person. A confirmation is bound to the request's digest.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pincite.access.changes import Diff
from pincite.access.decision import walls_of
from pincite.access.facts import Appointment, Membership, Signer, Target, TwoPerson, Wall
from pincite.access.roles import roles_of
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.errors import AccessError, AwaitsSecond

Action = Literal["wall remove", "role", "erase", "hold lift", "sensitivity lower"]
ACTIONS: tuple[Action, ...] = get_args(Action)
"""The actions for which a firm may demand two people."""

ITSELF = "two people"
"""Lifting a demand for two people, or changing whose keys confirm: takes two people while any demand is in force."""

HOURS = 24
"""Hours for which a request may be confirmed: a day and a night, while people remember what it was."""

OPENING = "pincite: I confirm this as the second person"
"""The first line of what the second person signs."""

KEY = "ed25519:"
"""The start of a public key's text; 32 bytes in base64 follow."""


@dataclass(frozen=True, slots=True)
class Confirming:
    """What a workspace has confirmed by a second person, beside what its rules demand, and what a request is bound to.

    `actions` take two people by the settings. `newest` names the newest record, to which waiting requests are bound;
    without it they are bound to none.
    """

    actions: frozenset[str] = frozenset()
    newest: Callable[[], str] | None = None


BY_RULES = Confirming()
"""Only what the rules demand takes two people."""


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """A request for something that takes another person.

    `what` describes it to people. `body` is what is done, as JSON: for a change of the rules the facts that it adds and
    removes, else the arguments of the verb. `actions` are those for which two people are demanded.
    """

    id: str
    at: datetime
    expires: datetime
    by: Principal
    actions: tuple[str, ...]
    what: str
    body: str

    def text(self, workspace: str) -> str:
        """The text that the second person signs: it names the workspace, the request, what is done and until when."""
        whole = json.dumps(
            [workspace, self.id, self.by.user, self.by.actor, self.expires.isoformat(), list(self.actions), self.what]
        )
        digest = hashlib.sha256(f"{whole}\n{self.body}".encode()).hexdigest()
        return (
            f"{OPENING}\nworkspace: {workspace}\nrequest: {self.id}\n"
            f"action: {', '.join(self.actions)}\nwhat: {json.dumps(self.what, ensure_ascii=False)}\n"
            f"asked by: {self.by.user} ({self.by.actor})\nexpires: {self.expires.isoformat()}\nsha256: {digest}\n"
        )


def digest_of(request: PendingRequest, workspace: str) -> str:
    """SHA-256, in hex, of the text that is signed for a request: it names exactly what was asked for."""
    return hashlib.sha256(request.text(workspace).encode()).hexdigest()


def none_waits(name: str) -> AccessError:
    """The error where nothing waits by a name, or nothing that whoever asks may know of: the words are the same."""
    return AccessError(
        f"nothing waits under {name!r} for you to decide: it is done, withdrawn, expired or was never asked for, or it "
        "speaks of matters or documents that are not open to you; have it asked for again, or have somebody decide to "
        "whom they are open"
    )


def awaits(request: PendingRequest, rules: Rules) -> AwaitsSecond:
    """The error that tells whoever asked that the request waits, and who can end that."""
    until = f"{request.expires:%Y-%m-%d %H:%M} UTC"
    how = f"pincite access confirm {request.id}"
    if confirmers(request.by, rules):
        who = f"another person can confirm it until {until} with: {how}"
    else:
        who = (
            "nobody else can confirm it yet: register another person's key (pincite access key add USER PUBLIC-KEY) or "
            f"make one an administrator; they can then confirm it until {until} with: {how}"
        )
    return AwaitsSecond(f"not done yet: {request.what!r} takes two people; {who}", request.id)


def confirmers(by: Principal, rules: Rules) -> frozenset[str]:
    """Who can be the second person for what somebody asked for."""
    return frozenset(user for user, is_active in rules.users.items() if is_active and _is_chosen(user, rules)) - {
        by.user,
        by.actor,
    }


def _is_chosen(user: str, rules: Rules) -> bool:
    return user in rules.signers or user == rules.owner or "administrator" in roles_of(user, rules)


def demanded(rules: Rules, by_settings: Collection[str]) -> frozenset[str]:
    """The actions that take two people: those of the rules, those of the settings, and lifting any of these demands."""
    demands = rules.two_person | frozenset(by_settings)
    return demands | {ITSELF} if rules.two_person else demands


def actions_in(before: Rules, after: Rules, change: Diff) -> frozenset[str]:
    """The actions that a rule change amounts to and that may take two people, however the change was made."""
    found: set[str] = set()
    facts = change.added | change.removed
    moves = any(isinstance(fact, Membership) for fact in facts)
    if any(isinstance(fact, Wall) for fact in change.removed) or (
        moves and any(not walls_of(user, before) <= walls_of(user, after) for user in before.users)
    ):
        found.add("wall remove")
    if any(isinstance(fact, Appointment) for fact in facts) or (
        moves and any(roles_of(user, before).keys() != roles_of(user, after).keys() for user in before.users)
    ):
        found.add("role")
    if any(isinstance(fact, TwoPerson) for fact in change.removed) or any(isinstance(fact, Signer) for fact in facts):
        found.add(ITSELF)
    if lowers(before, after):
        found.add("sensitivity lower")
    return frozenset(found)


def lowers(before: Rules, after: Rules) -> bool:
    """True when something counts as less sensitive by the later rules, so that it may go where it could not before.

    A matter that the earlier rules do not know, or whose sensitivity nobody had set, had the highest.
    """
    matters, labels = after.matter_levels, before.label_levels
    return any(after.sensitivity_of(matter) < before.sensitivity_of(matter) for matter in matters) or any(
        after.label_sensitivity(label) < before.label_sensitivity(label) for label in labels
    )


def freed(before: Rules, after: Rules, change: Diff) -> dict[Target, tuple[str, ...]]:
    """Before what walls fall by a change of groups that does not name them, and for whom, each in order."""
    named = {(fact.who, fact.target) for fact in change.removed if isinstance(fact, Wall)}
    found: dict[Target, list[str]] = {}
    for user in sorted(after.users):
        for target in walls_of(user, before) - walls_of(user, after):
            if (user, target) not in named:
                found.setdefault(target, []).append(user)
    return {target: tuple(found[target]) for target in sorted(found, key=str)}


def leaves_wall(matter: str, other: str, rules: Rules) -> bool:
    """True when moving a document to the other matter takes it from behind a wall before the first one.

    A wall before the document itself goes with it.
    """
    return any(
        any(target.matter == matter for target in walls) and not any(target.matter == other for target in walls)
        for walls in (walls_of(user, rules) for user in rules.users)
    )


def gains(user: str, before: Rules, after: Rules) -> bool:
    """True when a change takes a user from behind a wall, or gives them a role."""
    roles = roles_of(user, after).keys() - roles_of(user, before).keys()
    return bool(roles) or not walls_of(user, before) <= walls_of(user, after)


def require_second(request: PendingRequest, second: str, rules: Rules) -> None:
    """Refuse whoever may not be the second person for a request.

    Raises:
        AccessError: they may not; the message says why.
    """
    require_another(request.by, request.id, second, rules)


def require_another(by: Principal, what: str, second: str, rules: Rules) -> None:
    """Refuse whoever may not be the second person for what `by` asked for.

    Raises:
        AccessError: they may not; the message says why.
    """
    if second in (by.user, by.actor):
        raise AccessError(f"{second} asked for {what}, and it takes another person; have somebody else confirm it")
    if not rules.users.get(second, False):
        raise AccessError(f"{second!r} is no active user of this workspace, so they cannot confirm; name one who is")
    if not _is_chosen(second, rules):
        raise AccessError(
            f"{second} may not confirm: only the owner, administrators and those with a registered key may; "
            f"register theirs with: pincite access key add {second} PUBLIC-KEY"
        )


def public_key(text: str) -> str:
    """A public key in its one spelling.

    Raises:
        AccessError: it is not a public key.
    """
    try:
        raw = base64.b64decode(text.strip().removeprefix(KEY), validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError) as error:
        raise AccessError(
            f"{text[:60]!r} is no public key ({error}); give what was printed by: pincite access key make"
        ) from error
    return KEY + base64.b64encode(raw).decode()


def require_signed(
    request: PendingRequest, workspace: str, second: str, signature: str, keys: Mapping[str, str]
) -> None:
    """Refuse a signature that the second person's registered key did not make over exactly this request.

    Raises:
        AccessError: no key is registered for them, or it did not make the signature.
    """
    if not is_signed(request.text(workspace), second, signature, keys):
        raise AccessError(
            f"the signature is not one by {second}'s registered key over request {request.id}; have them sign what is "
            f"printed by: pincite access pending {request.id}"
        )


def is_signed(text: str, second: str, signature: str, keys: Mapping[str, str]) -> bool:
    """True when the second person's registered key made the signature, in base64, over exactly this text.

    Raises:
        AccessError: no key is registered for them.
    """
    if second not in keys:
        raise AccessError(f"no key is registered for {second}; their own account can confirm, or register their key")
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(keys[second].removeprefix(KEY)))
        public.verify(base64.b64decode(signature.strip(), validate=True), text.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
