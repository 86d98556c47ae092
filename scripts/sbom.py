"""The bill of materials of what is installed here for this program: CycloneDX 1.6, as JSON.

    python scripts/sbom.py [FILE]

Every package that ours need, with what operators may add: its version, its licence as it states
it, and who needs whom. Asks nothing over a network. Ends with 1 when one that `setup.cfg` requires
is not installed, and names it.
"""

from __future__ import annotations

import re
import sys
from configparser import ConfigParser
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

SETUP = Path(__file__).parents[1] / "setup.cfg"
EXTRAS = ("postgresql", "pkcs11", "pcsc", "nats")
"""What an operator may install; what only tests need is not shipped."""
LOOKED_UP = {"pysqlite3": "Zlib"}
"""Those that state nothing for a program to read; looked up where they come from."""
_NO_EXTRAS: frozenset[str] = frozenset({""})


@dataclass(frozen=True, slots=True)
class Part:
    """An installed package, and the names of those it needs that are installed too."""

    package: Distribution
    needs: frozenset[str]


def required() -> list[Requirement]:
    """What `setup.cfg` requires on this machine."""
    return _read("options", "install_requires")


def wanted() -> list[Requirement]:
    """`required`, and what the extras add that an operator may install."""
    added = (one for extra in EXTRAS for one in _read("options.extras_require", extra))
    return [*required(), *added]


def shipped() -> dict[str, Part]:
    """By name: all that ours need, and what they need. What is not installed is left out."""
    found: dict[str, Part] = {}
    waiting = wanted()
    while waiting:
        need = waiting.pop()
        name = key(need.name)
        package = _installed(name)
        if package is None:
            continue
        before = found[name].needs if name in found else frozenset()
        further = _needs(package, _NO_EXTRAS | need.extras)
        present = {key(one.name) for one in further if _installed(one.name)}
        if name not in found or not present <= before:
            found[name] = Part(package, before | present)
            waiting += further
    return found


def licence_of(package: Distribution) -> str:
    """As the package states it; empty if it states nothing."""
    told = package.metadata
    if looked_up := LOOKED_UP.get(key(told["Name"])):
        return looked_up
    expression, text = (
        (told.get_all(name) or [""])[0] for name in ("License-Expression", "License")
    )
    classes = [
        one.rpartition("::")[2].strip()
        for one in told.get_all("Classifier") or ()
        if one.startswith("License ::") and "Other/Proprietary" not in one
    ]
    return expression or (classes[0] if classes else "") or text.strip()


def bill(parts: dict[str, Part]) -> Bom:
    """The bill of `parts`, for ours as they are in `setup.cfg`."""
    bom = Bom()
    about = _settings()["metadata"]
    ours = _component(about["name"], about["version"], about["license"])
    ours.type = ComponentType.APPLICATION
    bom.metadata.component = ours
    made = {
        name: _component(name, part.package.version, licence_of(part.package))
        for name, part in sorted(parts.items())
    }
    bom.components.update(made.values())
    bom.register_dependency(
        ours, {made[name] for one in wanted() if (name := key(one.name)) in made}
    )
    for name, part in parts.items():
        bom.register_dependency(made[name], {made[one] for one in part.needs})
    return bom


def key(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    parts = shipped()
    missing = [one.name for one in required() if key(one.name) not in parts]
    if missing:
        print(f"Not installed: {', '.join(missing)}. `make setup` installs them.", file=sys.stderr)
        return 1
    text = JsonV1Dot6(bill(parts)).output_as_string(indent=2)
    if sys.argv[1:]:
        path = Path(sys.argv[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
        print(f"{len(parts)} packages in {path}")
    else:
        print(text)
    return 0


def _settings() -> ConfigParser:
    read = ConfigParser(interpolation=None)
    read.read(SETUP, encoding="utf-8")
    return read


def _read(section: str, option: str) -> list[Requirement]:
    lines = _settings()[section][option].splitlines()
    found = (Requirement(line) for line in lines if line.strip() and not line.startswith("#"))
    return [one for one in found if one.marker is None or one.marker.evaluate()]


def _needs(package: Distribution, extras: frozenset[str] | set[str]) -> list[Requirement]:
    found = (Requirement(text) for text in package.requires or ())
    return [
        one
        for one in found
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)
    ]


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _component(name: str, version: str, licence: str) -> Component:
    # Old packages have the whole text where its name belongs.
    stated = licence.partition("\n")[0]
    return Component(
        name=name,
        version=version,
        bom_ref=name,
        purl=PackageURL("pypi", None, name, version),
        licenses=[LicenseFactory().make_from_string(stated)] if stated else [],
    )


if __name__ == "__main__":
    sys.exit(main())
