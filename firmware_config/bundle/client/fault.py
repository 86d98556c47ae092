"""Why a configuration was not taken."""

from __future__ import annotations

from tuf.api import exceptions as tuf

from firmware_config.errors import ContractError

_CODES: tuple[tuple[type[Exception], str], ...] = (
    (tuf.DownloadLengthMismatchError, "configuration-endless"),
    (tuf.SlowRetrievalError, "configuration-slow"),
    (tuf.DownloadError, "configuration-unreachable"),
    (tuf.ExpiredMetadataError, "configuration-expired"),
    (tuf.BadVersionNumberError, "configuration-rollback"),
    (tuf.LengthOrHashMismatchError, "configuration-hash"),
    (tuf.UnsignedMetadataError, "configuration-unsigned"),
)


class ConfigurationFault(ContractError):
    """What was fetched or kept may not be used; the last good state stays. `code` is one of:

    `configuration-unreachable`, `-slow`, `-endless`  the download
    `configuration-unsigned`, `-rollback`, `-expired`, `-hash`, `-malformed`  the metadata
    `configuration-incomplete`  a file that a counter needs is not published
    `configuration-number-lower`  an older configuration than the one in use
    `configuration-store`  what lies on this disk is not what was verified
    """

    @classmethod
    def of(cls, error: Exception) -> ConfigurationFault:
        """`error`, by TUF's library, as one of ours."""
        for kind, code in _CODES:
            if isinstance(error, kind):
                return cls(code, cause=type(error).__name__)
        return cls("configuration-malformed", cause=type(error).__name__)
