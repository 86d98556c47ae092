"""Keys: P-256 only, files that nobody else may read."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from firmware_config import cbor
from firmware_config.signing import (
    BadSignature,
    FileKey,
    KeyFault,
    PublicKey,
    der_from_raw,
    raw_from_der,
)

KEY = FileKey.new()


def pem_of(key: object, password: bytes | None = None) -> bytes:
    encryption = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return key.private_bytes(  # type: ignore[attr-defined, no-any-return]
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )


def test_a_key_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    KEY.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert FileKey.load(path).public_key == KEY.public_key


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    KEY.save(path)
    with pytest.raises(FileExistsError):
        FileKey.new().save(path)
    assert FileKey.load(path).public_key == KEY.public_key


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    KEY.save(path)
    path.chmod(0o640)
    with pytest.raises(KeyFault, match="key-file-not-private"):
        FileKey.load(path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "key-file-unreadable", id="empty"),
        pytest.param(b"secret", "key-file-unreadable", id="no PEM"),
        pytest.param(
            pem_of(ec.generate_private_key(ec.SECP256R1()), b"password"),
            "key-file-unreadable",
            id="asks for a password",
        ),
        pytest.param(
            pem_of(ec.generate_private_key(ec.SECP384R1())), "key-not-p256", id="another curve"
        ),
        pytest.param(
            pem_of(ed25519.Ed25519PrivateKey.generate()), "key-not-p256", id="another algorithm"
        ),
    ],
)
def test_a_file_with_no_key_of_ours_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFault, match=code):
        FileKey.load(path)


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFault, match="key-file-unreadable"):
        FileKey.load(tmp_path / "absent.pem")


def test_a_key_s_forms_are_one_key() -> None:
    key = KEY.public_key
    assert PublicKey.from_cose_key(cbor.decode(cbor.encode(key.to_cose_key()))) == key
    whole = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point).public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    assert PublicKey.from_uncompressed(whole) == key
    with_y = {1: 2, -1: 1, -2: whole[1:33], -3: whole[33:]}
    assert PublicKey.from_cose_key(with_y) == key
    assert PublicKey.from_cose_key(with_y).kid == key.kid


@pytest.mark.parametrize(
    "point", [b"", bytes(33), b"\x02" + b"\xff" * 32, b"\x04" + bytes(64), b"\x05" + bytes(32)]
)
def test_octets_that_are_no_point_are_refused(point: bytes) -> None:
    with pytest.raises(KeyFault):
        PublicKey(point)


@pytest.mark.parametrize("length", [0, 63, 65, 128])
def test_a_signature_of_another_length_is_bad(length: int) -> None:
    with pytest.raises(BadSignature):
        KEY.public_key.verify(b"paid", bytes(length))


def test_a_signature_goes_to_a_card_as_der_and_comes_back_the_same() -> None:
    for _ in range(20):
        signature = KEY.sign(b"paid")
        assert raw_from_der(der_from_raw(signature)) == signature
    with pytest.raises(BadSignature):
        der_from_raw(bytes(63))


def test_a_key_goes_to_a_card_whole_and_comes_back_the_same() -> None:
    whole = KEY.public_key.uncompressed
    assert (len(whole), whole[0]) == (65, 4)
    assert PublicKey.from_uncompressed(whole) == KEY.public_key


@pytest.mark.parametrize(
    "der",
    [
        pytest.param("", id="nothing"),
        pytest.param("3006020101020101 00", id="a trailing octet"),
        pytest.param("3006020100020101", id="r nought"),
        pytest.param("3006020101020100", id="s nought"),
        pytest.param("30060201ff020101", id="r negative"),
        pytest.param("300702020001020101", id="r not in its shortest form"),
        pytest.param("3026022101" + "00" * 32 + "020101", id="r of 33 octets"),
        pytest.param(
            "3026022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551020101",
            id="r the order itself",
        ),
    ],
)
def test_a_card_s_signature_out_of_form_is_bad(der: str) -> None:
    with pytest.raises(BadSignature):
        raw_from_der(bytes.fromhex(der))
