"""Keys in a token, on SoftHSM 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardsvc.signing.card_master import FileMaster
from firmware_config import cose
from firmware_config.card.scp03 import diversify
from firmware_config.pkcs11 import Pkcs11Key, Pkcs11Master
from firmware_config.pkcs11_uri import Pkcs11UriError
from firmware_config.signing import KeyFault
from firmware_config.token import TokenFault, on_token, pkcs11
from tests.simulators.softhsm import SoftHsm


def code_of(work: object) -> str:
    with pytest.raises((TokenFault, KeyFault, Pkcs11UriError)) as refused:
        work()  # type: ignore[operator]
    return refused.value.code


def test_a_token_s_signature_is_one_that_everybody_checks(hsm: SoftHsm) -> None:
    key = Pkcs11Key.create(hsm.key("entitlement-01"))
    octets = cose.sign1(b"a record", key)
    message = cose.Sign1.parse(octets)
    assert message.kid == key.public_key.kid
    assert message.verify(key.public_key) == b"a record"


def test_a_key_is_found_again_by_its_label(hsm: SoftHsm) -> None:
    made = Pkcs11Key.create(hsm.key("entitlement-01"))
    Pkcs11Key.create(hsm.key("entitlement-46"))
    again = Pkcs11Key.open(hsm.key("entitlement-01"))
    assert again.public_key == made.public_key
    made.public_key.verify(b"paid", again.sign(b"paid"))


def test_a_private_key_does_not_leave_the_token(hsm: SoftHsm) -> None:
    library = pkcs11()
    Pkcs11Key.create(hsm.key("one"))
    Pkcs11Master.create(hsm.key("master"))

    def values(session: object) -> list[object]:
        told = []
        for kind in (library.ObjectClass.PRIVATE_KEY, library.ObjectClass.SECRET_KEY):
            (held,) = session.get_objects({library.Attribute.CLASS: kind})  # type: ignore[attr-defined]
            told.append(held[library.Attribute.EXTRACTABLE])
            with pytest.raises(library.AttributeSensitive):
                _ = held[library.Attribute.VALUE]
        return told

    assert on_token(hsm.uri, values) == [False, False]


def test_a_label_is_given_once(hsm: SoftHsm) -> None:
    Pkcs11Key.create(hsm.key("one"))
    assert code_of(lambda: Pkcs11Key.create(hsm.key("one"))) == "token-key-exists"
    assert code_of(lambda: Pkcs11Master.create(hsm.key("one"))) == "token-key-exists"


def test_a_key_that_is_not_there_is_told(hsm: SoftHsm) -> None:
    assert code_of(lambda: Pkcs11Key.open(hsm.key("absent"))) == "token-key-missing"
    assert code_of(lambda: Pkcs11Master.open(hsm.key("absent"))) == "token-key-missing"
    assert code_of(lambda: Pkcs11Key.open(hsm.uri)) == "token-key-missing"


@pytest.mark.parametrize("curve", ["secp384r1", "secp521r1"])
def test_a_key_on_another_curve_is_refused(hsm: SoftHsm, curve: str) -> None:
    library = pkcs11()

    def make(session: object) -> None:
        parameters = session.create_domain_parameters(  # type: ignore[attr-defined]
            library.KeyType.EC,
            {library.Attribute.EC_PARAMS: library.util.ec.encode_named_curve_parameters(curve)},
            local=True,
        )
        parameters.generate_keypair(store=True, label="other")

    on_token(hsm.uri, make)
    assert code_of(lambda: Pkcs11Key.open(hsm.key("other"))) == "key-not-p256"


def test_a_key_of_another_algorithm_is_refused(hsm: SoftHsm) -> None:
    library = pkcs11()

    def make(session: object) -> None:
        session.generate_keypair(  # type: ignore[attr-defined]
            library.KeyType.RSA, 2048, store=True, label="other"
        )

    on_token(hsm.uri, make)
    assert code_of(lambda: Pkcs11Key.open(hsm.key("other"))) == "key-not-p256"


def test_a_token_that_goes_away_is_told_and_signs_again_when_it_is_back(hsm: SoftHsm) -> None:
    key = Pkcs11Key.create(hsm.key("one"))
    master = Pkcs11Master.create(hsm.key("master"))
    before = master.cmac(b"card")
    key.sign(b"paid")
    hsm.goes_away()
    assert code_of(lambda: key.sign(b"paid")) == "token-gone"
    assert code_of(lambda: master.cmac(b"card")) == "token-gone"
    hsm.comes_back()
    key.public_key.verify(b"paid", key.sign(b"paid"))
    assert master.cmac(b"card") == before


def test_another_key_in_its_place_is_never_signed_with(hsm: SoftHsm) -> None:
    library = pkcs11()
    key = Pkcs11Key.create(hsm.key("one"))

    def destroy(session: object) -> None:
        for held in list(session.get_objects({library.Attribute.LABEL: "one"})):  # type: ignore[attr-defined]
            held.destroy()

    on_token(hsm.uri, destroy)
    Pkcs11Key.create(hsm.key("one"))
    assert code_of(lambda: key.sign(b"paid")) == "token-key-changed"


def test_a_wrong_pin_is_tried_once_and_a_mended_one_is_taken(hsm: SoftHsm) -> None:
    key = Pkcs11Key.create(hsm.key("one"))
    hsm.goes_away()
    assert code_of(lambda: key.sign(b"paid")) == "token-gone"
    hsm.comes_back()
    hsm.set_pin_file("wrong")
    for _ in range(20):
        assert code_of(lambda: key.sign(b"paid")) == "token-pin-wrong"
    hsm.set_pin_file(hsm.pin)
    key.sign(b"paid")


def test_a_module_that_is_none_is_told(hsm: SoftHsm, tmp_path: Path) -> None:
    (tmp_path / "module.so").write_bytes(b"no library")
    uri = type(hsm.uri)(str(tmp_path / "module.so"), hsm.label, label="one")
    assert code_of(lambda: Pkcs11Key.open(uri)) == "token-module-unusable"


def test_the_token_derives_the_same_card_keys_as_the_file(hsm: SoftHsm) -> None:
    library, secret = pkcs11(), bytes(range(16))

    def bring_in(session: object) -> None:
        session.create_object(  # type: ignore[attr-defined]
            {
                library.Attribute.CLASS: library.ObjectClass.SECRET_KEY,
                library.Attribute.KEY_TYPE: library.KeyType.AES,
                library.Attribute.VALUE: secret,
                library.Attribute.LABEL: "master",
                library.Attribute.TOKEN: True,
                library.Attribute.SIGN: True,
                library.Attribute.SENSITIVE: True,
                library.Attribute.EXTRACTABLE: False,
            }
        )

    on_token(hsm.uri, bring_in)
    in_token, in_file = Pkcs11Master.open(hsm.key("master")), FileMaster(secret)
    for serial in (b"", b"serial-001", bytes(100)):
        assert diversify(in_token, serial) == diversify(in_file, serial)
