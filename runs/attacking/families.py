"""All families of attacks, by name."""

from collections.abc import Mapping

from runs.attacking import altering, carrying, hiding, naming, pinning, quoting, spelling, telling, trusting
from runs.attacking.family import Family

FAMILIES: Mapping[str, Family] = {
    module.FAMILY.name: module.FAMILY
    for module in (quoting, hiding, spelling, trusting, naming, altering, pinning, carrying, telling)
}
