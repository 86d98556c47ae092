"""The counters' configuration of the demonstration: written as people review it, and published."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from pathlib import Path

from cardsvc.centre import Centre
from cardsvc.registry.offices import Office
from counter.settings import Settings as CounterSettings
from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import make_root_keys, make_service_keys
from firmware_config.bundle.publishing.publication import publish
from firmware_config.bundle.publishing.repository import Repository
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.durable import write_durably
from firmware_config.ids import ProgrammeCode
from firmware_config.trust import TrustedKey

_DEVICES = """\
[[card]]
name = "Thẻ an sinh xã hội điện tử"
atr = "3B .. .. .. .. .. .. .. .."

[[scanner]]
name = "Máy quét kiểu bàn phím"
kind = "keyboard"

[[printer]]
name = "Máy in của máy tính"
paper = "a4"
"""


def publish_first(
    centre: Centre, folder: Path, office: Office, programme: ProgrammeCode, counter: CounterSettings
) -> None:
    """Publish a first configuration and give the counter its root; nothing if it has one.

    The root's three keys stay beside the others here; in earnest they are three people's.
    """
    if counter.configuration_root.exists():
        return
    _write(folder, centre, office, programme)
    place = centre.settings.configuration
    service = make_service_keys(place / "keys")
    repository = Repository(FolderFiles(place / "repository"), centre.clock)
    if not (place / "repository" / "metadata").exists():
        repository.create(make_root_keys(place / "root-keys"), service)
        publish(repository, service, Configuration.load(folder), Ring.COUNTRY)
    write_durably(counter.configuration_root, repository.root_octets(1))


def _write(folder: Path, centre: Centre, office: Office, programme: ProgrammeCode) -> None:
    policy = files("firmware_config").joinpath("terminal_policy.toml").read_text("utf-8")
    rates = files("cardsvc.registry").joinpath("rates.toml").read_text("utf-8")
    keys = centre.keyring.trust(centre.clock()).keys
    texts = {
        "configuration.toml": 'number = 1\nreason = "Cấu hình đầu tiên"\n',
        "policy.toml": policy,
        "devices.toml": _DEVICES,
        "rates.toml": rates,
        "trust.toml": "\n".join(map(_key, keys)),
        f"provinces/{office.province}.toml": _province(office, programme),
    }
    (folder / "provinces").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _province(office: Office, programme: ProgrammeCode) -> str:
    return f"""\
province = "{office.province}"

[[programme]]
code = "{programme}"
stage = "pilot"
offices = ["{office.id}"]

[[window]]
programme = "{programme}"
place = "office"
first_day = 1
last_day = 31
"""


def _key(one: TrustedKey) -> str:
    provinces = ", ".join(f'"{code}"' for code in sorted(one.provinces))
    return f"""\
[[key]]
point = "{one.key.point.hex()}"
role = "{one.role.name.lower().replace("_", "-")}"
not_before = {_day(one.not_before)}
not_after = {_day(one.not_after)}
provinces = [{provinces}]
"""


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
