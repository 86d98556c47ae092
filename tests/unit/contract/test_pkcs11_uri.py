"""Where a key lies in a token, as a text without a PIN."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.pkcs11_uri import Pkcs11Uri, Pkcs11UriError

MODULE = "/usr/lib/softhsm/libsofthsm2.so"


def test_a_uri_says_token_object_module_and_where_the_pin_is() -> None:
    text = (
        "pkcs11:token=Trung%20t%C3%A2m;object=entitlement-01;id=%01%FF;type=private"
        f"?module-path={MODULE}&pin-source=file:/etc/chitra/pin"
    )
    found = Pkcs11Uri.parse(text)
    assert found == Pkcs11Uri(
        MODULE, "Trung tâm", None, "entitlement-01", b"\x01\xff", "file:/etc/chitra/pin"
    )
    assert Pkcs11Uri.parse(str(found)) == found


@given(
    token=st.text(min_size=1, max_size=32),
    label=st.none() | st.text(min_size=1, max_size=40),
    id=st.none() | st.binary(min_size=1, max_size=20),
    serial=st.none() | st.text(min_size=1, max_size=16),
)
def test_what_a_uri_says_comes_back(
    token: str, label: str | None, id: bytes | None, serial: str | None
) -> None:
    uri = Pkcs11Uri(MODULE, token, serial, label, id, "env:CHITRA_PIN")
    assert Pkcs11Uri.parse(str(uri)) == uri


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/etc/key.pem", "pkcs11-uri-scheme"),
        ("pkcs11:token=chitra;id=%0\udcb1?module-path=/p11.so", "pkcs11-uri-scheme"),
        ("pkcs11:", "pkcs11-uri-missing"),
        (f"pkcs11:object=a?module-path={MODULE}", "pkcs11-uri-missing"),
        ("pkcs11:token=a", "pkcs11-uri-missing"),
        (f"pkcs11:token=a?module-path={MODULE}&pin-value=1234", "pkcs11-uri-pin"),
        (f"pkcs11:token=a;token=b?module-path={MODULE}", "pkcs11-uri-attribute"),
        (f"pkcs11:token=?module-path={MODULE}", "pkcs11-uri-attribute"),
        (f"pkcs11:token=a;slot-id=3?module-path={MODULE}", "pkcs11-uri-attribute"),
        ("pkcs11:token=a;;?module-path=b", "pkcs11-uri-attribute"),
    ],
)
def test_a_text_that_names_no_place_is_told(text: str, code: str) -> None:
    with pytest.raises(Pkcs11UriError) as refused:
        Pkcs11Uri.parse(text)
    assert refused.value.code == code
    assert "1234" not in str(refused.value)


def test_a_pin_comes_from_a_file_of_its_owner_s_or_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "pin"
    file.touch(mode=0o600)
    file.write_text("2468\n")
    for source in (f"file:{file}", f"file://{file}", str(file)):
        assert Pkcs11Uri(MODULE, "t", pin_source=source).pin({}) == "2468"
    assert Pkcs11Uri(MODULE, "t", pin_source="env:PIN").pin({"PIN": "1357"}) == "1357"
    assert Pkcs11Uri(MODULE, "t").pin({}) is None


def test_a_pin_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    empty, open_to_all = tmp_path / "empty", tmp_path / "open"
    empty.touch(mode=0o600)
    open_to_all.write_text("2468")
    open_to_all.chmod(0o644)
    for source, code in (
        (f"file:{tmp_path / 'absent'}", "pin-missing"),
        (f"file:{empty}", "pin-missing"),
        ("env:PIN", "pin-missing"),
        (f"file:{open_to_all}", "pin-file-not-private"),
        ("|cat /etc/pin", "pin-source"),
    ):
        with pytest.raises(Pkcs11UriError) as refused:
            Pkcs11Uri(MODULE, "t", pin_source=source).pin({})
        assert refused.value.code == code
