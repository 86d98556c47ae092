"""A small configuration as people write it, to be changed by tests."""

from __future__ import annotations

from importlib.resources import files

from firmware_config.bundle.review.configuration import Configuration

PROVINCE = "provinces/01.toml"
_POLICY = files("firmware_config").joinpath("terminal_policy.toml").read_bytes()

_FILES = {
    "configuration.toml": 'number = 11\nreason = "Bắt đầu thí điểm"\n',
    "devices.toml": """\
[[reader]]
name = "ACS ACR39U"

[[card]]
name = "Thẻ an sinh xã hội"
atr = "3B 65 00 00 .. .. .. .. .."

[[scanner]]
name = "Honeywell Voyager"
kind = "serial"
baud = 9600

[[printer]]
name = "Canon LBP"
paper = "a4"
""",
    "rates.toml": """\
[[programme]]
code = "BTXH"
vi = "Trợ giúp xã hội"
en = "Social assistance"
amount = "coefficient"
paid = "monthly"

[[standard]]
programme = "BTXH"
from = "2024-07"
amount_vnd = 500000
source = "Decree 76/2024/NĐ-CP"
""",
    "trust.toml": "",
    PROVINCE: """\
province = "01"

[[programme]]
code = "BTXH"
stage = "pilot"
offices = ["100000", "100001", "100002"]

[[window]]
programme = "BTXH"
place = "office"
first_day = 11
last_day = 25
""",
}


def reviewed(**changed: str) -> dict[str, bytes]:
    """The files by name; a changed one is named by its stem, the province's `province`."""
    texts = dict(_FILES)
    for stem, text in changed.items():
        texts[PROVINCE if stem == "province" else f"{stem}.toml"] = text
    return {"policy.toml": _POLICY} | {name: text.encode() for name, text in texts.items()}


def text_of(name: str) -> str:
    return reviewed()[name].decode()


def configuration(**changed: str) -> Configuration:
    return Configuration.parse(reviewed(**changed))


def numbered(number: int, **changed: str) -> Configuration:
    return configuration(configuration=f'number = {number}\nreason = "Thử"\n', **changed)
