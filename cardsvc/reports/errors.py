"""Refusals about reports."""

from __future__ import annotations

from cardsvc.errors import CentreError


class ReportError(CentreError):
    """A report that cannot be made or taken a step on. `code` is one of:

    `report-unknown`, `report-terms` (what was chosen is no programme, province or month),
    `report-month-ahead`, `report-empty` (nobody is owed anything), `report-open` (another is under
    way, with its `report`), `report-month-closed` (that month is sealed, with its `report`: a
    correction names it), `report-followed` (a later month is sealed: what is corrected now belongs
    in the next report), `report-not-draft`, `report-not-submitted`, `report-not-sealed`,
    `report-other-files` (they are not those that were submitted), `report-file-lost` with its
    `name`, `report-days` (the days of an export), `commune-of-another-province`.
    """


class PackageRefused(CentreError):
    """A sealed report that must not be believed. `code` is one of:

    `package-not-a-report` (no package of ours), `package-name` (a file's name that is none of
    ours, or there twice), `package-trust-time` (the trust list is not of the time of sealing),
    `package-manifest` (the manifest is no report's), `package-other-trust` (another trust list than
    the one sealed), `file-missing`, `file-changed` and `file-unknown` with the file's `name`,
    `receipt-refused` with the file and its `line`.

    Who signed and may not is told by `Untrusted` (`untrusted-…`), a signature that is none by
    `BadSignature`.
    """
