"""A centre that serves its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from cardsvc.staff.accounts import StaffAccounts
from firmware_config.web.events import EventStream
from tests.simulators.answering import answering
from tests.simulators.centre_pages import accounts_of, new_account
from tests.simulators.centre_world import Hands

NOBODY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Site:
    """The centre behind the pages at `url`, who may sign in, and the hub that pages listen to."""

    centre: Centre
    accounts: StaffAccounts
    news: EventStream
    url: str


@contextmanager
def site_in(
    state: Path,
    staff: Mapping[str, str] = NOBODY,
    *,
    totp_required: bool = False,
    tray: Path | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Iterator[Site]:
    """`staff` are the roles of users who have chosen `PASSWORD`; with a `tray` the centre makes
    simulated cards. It has no office yet."""
    settings = replace(
        Settings.of(state), is_simulated=tray is not None, tray=tray, totp_required=totp_required
    )
    with closing(Centre.open(settings, clock or Hands())) as centre:
        accounts, news = accounts_of(centre), EventStream()
        for user, role in staff.items():
            new_account(accounts, user, role)
        with answering(app_of(centre, news, accounts=accounts, strict=True), news.close) as url:
            yield Site(centre, accounts, news, url)
