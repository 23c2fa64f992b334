"""Roles: what each lets its holder do, and what it takes away.

| | without a role | attorney | knowledge-manager | auditor | administrator | the owner, besides |
|---|---|---|---|---|---|---|
| read: search, ask, list and open what rules permit | yes | yes | yes | yes | **no** | |
| add, move and remove documents of matters they are members of | yes | yes | yes | no | **no** | |
| curate: move and remove what they see by a document or label grant | no | no | yes | no | **no** | |
| audit: read the record of others, as far as what they may see allows | no | no | no | yes | **no** | yes |
| administer: change, list, explain and take back the rules | no | no | no | no | yes | yes |

A role opens no document: grants and walls alone decide what somebody may read. Whoever holds several roles may do what
any of them allows. But an administrator may only administer, whatever other roles they hold and however they came to
be one. This holds for an owner with that role too; the owner can always administer.

An administrator acts as themselves, never through somebody's `--as`. They cannot make a change after which they would
see more, were they no longer an administrator (`decision.widens`): that takes two people.
"""

from collections.abc import Mapping
from typing import Literal

from pincite.access.facts import Role
from pincite.access.rules import Rules
from pincite.access.scope import Principal
from pincite.errors import AccessError

Power = Literal["read", "add", "move", "remove", "curate", "audit", "administer"]

USUAL: frozenset[Power] = frozenset({"read", "add", "move", "remove"})
"""What a user without a role may do."""

POWERS: Mapping[Role, frozenset[Power]] = {
    "attorney": USUAL,
    "knowledge-manager": USUAL | {"curate"},
    "auditor": frozenset({"read", "audit"}),
    "administrator": frozenset({"administer"}),
}

IN_WORDS: Mapping[Power, str] = {
    "read": "read documents",
    "add": "add documents",
    "move": "move documents",
    "remove": "remove documents",
    "curate": "move or remove documents of matters that they are no member of",
    "audit": "read the record of others",
    "administer": "change or read the rules of access",
}


def roles_of(user: str, rules: Rules) -> dict[Role, tuple[str, ...]]:
    """The roles of a user, each with the shortest way to its holder: the user alone, or the groups up to the holder."""
    found: dict[Role, tuple[str, ...]] = {}
    for name, way in rules.bearers(user):
        for role in sorted(rules.roles.get(name, ())):
            if role not in found or len(way) < len(found[role]):
                found[role] = way
    return found


def powers_of(user: str, rules: Rules) -> frozenset[Power]:
    """What a user may do; nothing if they are unknown or disabled."""
    if not rules.users.get(user, False):
        return frozenset()
    held = roles_of(user, rules)
    if "administrator" in held:
        return POWERS["administrator"]
    powers = USUAL if not held else frozenset[Power]().union(*(POWERS[role] for role in held))
    return powers | {"audit", "administer"} if user == rules.owner else powers


def may(principal: Principal, power: Power, rules: Rules) -> bool:
    """True when a principal has a power.

    Administering is for the owner and administrators as themselves: nobody does it on behalf of another. Whoever is
    limited to some matters may only read and add there: the other powers reach further.
    """
    if principal.within is not None and power not in ("read", "add"):
        return False
    return power in powers_of(principal.user, rules) and (power != "administer" or principal.user == principal.actor)


def require(principal: Principal, power: Power, rules: Rules) -> None:
    """Refuse a principal who lacks a power.

    Raises:
        AccessError: they lack it; the words are the same whatever they wanted to act on.
    """
    if may(principal, power, rules):
        return
    if power == "administer":
        raise AccessError(
            f"only the workspace's owner ({rules.owner}) or an administrator, as themselves, may change or read the "
            f"rules of access, and this would be done as {_acting(principal)}; ask {rules.owner} to do it"
        )
    if principal.within is not None:
        raise AccessError(f"what is limited to single matters may not {IN_WORDS[power]}; use a token without a limit")
    held = ", ".join(sorted(roles_of(principal.user, rules))) or "none"
    raise AccessError(
        f"{principal.user} may not {IN_WORDS[power]} with the roles they hold ({held}); "
        f"the workspace's owner ({rules.owner}) can change them with: pincite access role"
    )


def _acting(principal: Principal) -> str:
    return principal.user if principal.user == principal.actor else f"{principal.user}, by {principal.actor}"
