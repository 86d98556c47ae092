"""What coefficient an entitlement stands for, and so what it comes to at another standard. Pure."""

from __future__ import annotations

from cardsvc.registry.rates import AmountRule, Category, Programme


def coefficient_tenths(
    programme: Programme, category: Category | None, amount_vnd: int, standard_vnd: int
) -> int | None:
    """15 for 1.5; `None` if `amount_vnd` is no amount of the category at `standard_vnd`."""
    if programme.amount is AmountRule.FLAT:
        return 10 if amount_vnd == standard_vnd else None
    if category is None or amount_vnd * 10 % standard_vnd:
        return None
    tenths = amount_vnd * 10 // standard_vnd
    return tenths if category.allows(tenths) else None


def amount_at(standard_vnd: int, tenths: int) -> int | None:
    """Standard × coefficient, or `None` where that is no whole number of đồng."""
    amount, rest = divmod(standard_vnd * tenths, 10)
    return None if rest else amount
