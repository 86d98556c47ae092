"""The forms of what the interface tells, as JSON Schema (2020-12, the dialect of OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from counter.decision.refusal import Basis, Rule
from counter.doctor.finding import Level
from counter.paying.closing import Reason
from counter.web.recent import Confirmation
from firmware_config.claim import Medium

Schema = dict[str, Any]

KINDS = (
    *("waiting", "reading", "offered", "trouble"),
    *("paid", "refused", "unsettled", "taken-back", "reversal-unsettled"),
)
REASONS = tuple(reason.value for reason in Reason)
_STRING: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_AGE: Schema = {"type": ["integer", "null"]}
_TRUTH: Schema = {"type": "boolean"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_VND: Schema = {"type": "integer", "minimum": 0, "description": "Đồng."}
_MAYBE_VND: Schema = {"type": ["integer", "null"], "minimum": 0, "description": "Đồng."}
_DAY: Schema = {"type": "integer", "minimum": 1, "maximum": 31, "description": "Of the month."}
_SEQ: Schema = {"type": "integer", "minimum": 1, "description": "A number in the journal."}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(name: str) -> Schema:
    return {"anyOf": [ref(name), {"type": "null"}]}


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def closed(properties: Schema, description: str = "", optional: tuple[str, ...] = ()) -> Schema:
    """An object of exactly these members; all but the `optional` ones are there."""
    told: Schema = {"description": description} if description else {}
    return {
        **told,
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def one_of(values: type[Any] | tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


_CLAIM: Schema = {
    "programme": _STRING,
    "programme_name": _STRING,
    "periods": listed(_STRING),
    "amount_vnd": _VND,
}
_WORDS: Schema = {"what": _STRING, "why": _STRING, "do": _STRING}
_REFUSAL: Schema = {
    "rule": one_of(Rule),
    "basis": one_of(Basis),
    "as_of": _MAYBE_MOMENT,
    "age_s": _AGE,
    **_WORDS,
    "lookup": _STRING,
}

SCHEMAS: Schema = {
    "Claim": closed(_CLAIM, "One entitlement, some of its months, and what they come to."),
    "Payment": closed({"seq": _SEQ, "at": _MOMENT, **_CLAIM}, "A payment in the journal."),
    "Refusal": closed(
        _REFUSAL, "No, and why: the rule, what it rests on, how old that is in seconds."
    ),
    "Offer": closed(
        {
            "presentation": _WHOLE,
            "medium": one_of(Medium),
            "name": _STRING,
            "birth_year": _WHOLE,
            "citizen_last4": _STRING,
            "card": _MAYBE_TEXT,
            "claims": listed(ref("Claim")),
        },
        "What may be paid. `presentation` names it in the request that pays.",
    ),
    "Trouble": closed({"code": _STRING, **_WORDS}, "The medium cannot be read now."),
    "State": closed(
        {
            "number": _WHOLE,
            "kind": one_of(KINDS),
            "card_in": _TRUTH,
            "reader_fault": _MAYBE_TEXT,
            "offer": maybe("Offer"),
            "payments": listed(ref("Payment")),
            "total_vnd": _MAYBE_VND,
            "late": {
                **_TRUTH,
                "description": "An earlier session began it: the cash may have left then.",
            },
            "refusal": maybe("Refusal"),
            "reversible": maybe("Payment"),
            "trouble": maybe("Trouble"),
        },
        "What is in front of the teller. `number` rises with every change. Cash may leave on `paid`"
        " and on nothing else.",
    ),
    "Payout": closed(
        {
            "seq": _SEQ,
            "at": _MOMENT,
            "name": _STRING,
            "teller": _STRING,
            "medium": one_of(Medium),
            "claims": listed(ref("Claim")),
            "total_vnd": _VND,
            "taken_back_vnd": _VND,
            "confirmation": one_of(Confirmation),
        },
        "One visit of one person. `seq` is the number on its receipt.",
    ),
    "Payouts": closed({"payouts": listed(ref("Payout"))}, "Newest first."),
    "Counter": closed(
        {
            "terminal": _STRING,
            "office": _STRING,
            "office_name": _STRING,
            "teller": {**_STRING, "description": "Whom this token stands for."},
            "reader": _MAYBE_TEXT,
            "reader_fault": _MAYBE_TEXT,
            "simulated": {**_TRUTH, "description": "No real cards and no real money."},
            "now": _MOMENT,
        }
    ),
    "Lists": closed(
        {
            "lists": listed(
                closed({"basis": one_of(Basis), "as_of": _MAYBE_MOMENT, "stale": _TRUTH})
            ),
            "configuration": {**_WHOLE, "description": "Its number; 0 is the built-in one."},
            "last_contact": _MAYBE_MOMENT,
            "centre_fault": _MAYBE_TEXT,
        },
        "How old is what a decision rests on.",
    ),
    "Outbox": closed(
        {
            "confirmations": {
                **_WHOLE,
                "description": "Entries that the ledger has not confirmed.",
            },
            "acknowledged_through": _WHOLE,
            "last_acknowledged_at": _MAYBE_MOMENT,
            "to_settle": {**_WHOLE, "description": "What waits for a supervisor."},
            "dead_letters": listed(closed({"seq": _SEQ, "reason": _STRING, "at": _MOMENT})),
        }
    ),
    "Unsettled": closed(
        {
            "unsettled": listed(
                closed(
                    {
                        "nonce": _STRING,
                        "at": _MOMENT,
                        "name": _STRING,
                        "is_reversal": _TRUTH,
                        "teller": _STRING,
                        **_CLAIM,
                    }
                )
            )
        },
        "Payouts and reversals of which it is not known whether the card made them.",
    ),
    "Windows": closed(
        {
            "windows": listed(
                closed(
                    {
                        "programme": _STRING,
                        "first_day": _DAY,
                        "last_day": _DAY,
                        "hours": {**_MAYBE_TEXT, "description": "As 07:30–17:00; null: all day."},
                    }
                )
            )
        },
        "Payout windows that are closed now and that a supervisor may open for today.",
    ),
    "Waived": closed({"programme": _STRING, "until": _MOMENT}, "Until when it may be paid."),
    "Done": closed({"seq": {"type": ["integer", "null"]}}, "The entry it made, if one."),
    "Findings": closed(
        {
            "worst": one_of(Level),
            "findings": listed(
                closed(
                    {
                        "check": _STRING,
                        "level": one_of(Level),
                        "code": _STRING,
                        "what": _STRING,
                        "mend": _MAYBE_TEXT,
                    }
                )
            ),
        },
        "What `counter doctor` finds.",
    ),
    "Document": {"type": "object", "description": "This document."},
    "Problem": closed(
        {
            "type": _STRING,
            "status": _WHOLE,
            "code": _STRING,
            "title": _STRING,
            "detail": _STRING,
            "member": {**_STRING, "description": "The member of the request at fault."},
            "wait_s": {**_WHOLE, "description": "Seconds until the next try."},
            "incident": _STRING,
            "rule": one_of(Rule),
            "basis": one_of(Basis),
            "as_of": _MOMENT,
            "age_s": _WHOLE,
            "state": ref("State"),
        },
        "RFC 9457. `code` is for programs; a refusal brings its rule, what that rests on and its"
        " age, and `state` is what is in front of the teller now.",
        optional=("member", "wait_s", "incident", "rule", "basis", "as_of", "age_s", "state"),
    ),
}
