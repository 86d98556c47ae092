# The counters' configuration: faults found in review, changes, objections, the state of publication.
# dynamic: finding-
# dynamic: change-
# dynamic: objection-
# dynamic: where-
# dynamic: told-

where-everywhere = Every counter

finding-source-too-large = The file is too large.
finding-source-too-large-do = A file has at most { $limit } bytes; leave something out.
finding-source-not-utf8 = The file is not UTF-8.
finding-source-not-utf8-do = Save it again as UTF-8.
finding-source-not-toml = Not TOML ({ $cause }).
finding-source-not-toml-do = Mend this line; mostly a quote, an equals sign or a bracket is missing.
finding-source-multiline-string = A string over several lines.
finding-source-multiline-string-do = Write it on one line between quotes.
finding-file-missing = This file is missing.
finding-file-missing-do = Make { $key } in the configuration's folder.
finding-no-province = There is no province.
finding-no-province-do = Add at least one file, as provinces/30.toml.
finding-missing = { $key } is missing.
finding-missing-do = Add a line { $key } = … to this table.
finding-unknown-key = There is no { $key } here.
finding-unknown-key-do = { $near ->
    [none] Take the line out or mend its name.
   *[other] Is { $near } meant?
}
finding-not-in-range = { $key } is not a whole number from { $least } to { $most }.
finding-not-in-range-do = Write one, without quotes.
finding-not-a-text = { $key } is no text, empty, or longer than 200 characters.
finding-not-a-text-do = Write text between quotes.
finding-not-a-list = { $key } is not a list.
finding-not-a-list-do = Write ["{ $example }"].
finding-not-tables = { $key } are not tables.
finding-not-tables-do = Begin each one with a line [[{ $key }]].
finding-not-a-choice = { $key } is none of its possible values.
finding-not-a-choice-do = Choose one of: { $choices }.
finding-not-a-date = { $key } is not a date.
finding-not-a-date-do = Write it as 2027-01-31, without quotes.
finding-not-readable = { $key } cannot be read: { $value }.
finding-not-readable-do = Write it as { $example }.
finding-twice = { $value } stands here twice.
finding-twice-do = Take one out.
finding-pilot-without-offices = { $programme } is piloted, but at no office.
finding-pilot-without-offices-do = Add offices = ["301040"] with the codes of the pilot offices.
finding-offices-without-pilot = Offices are listed though the stage is { $stage }.
finding-offices-without-pilot-do = Take offices out, or make the stage pilot.
finding-window-backwards = The last day { $last } is before the first day { $first }.
finding-window-backwards-do = Exchange the two.
finding-hours-backwards = It closes at { $closes }, not after it opens at { $opens }.
finding-hours-backwards-do = Mend opens or closes, written as 07:30; the end of the day is 24:00.
finding-programme-not-here = The province has no programme { $programme }.
finding-programme-not-here-do = Add a [[programme]] for it, or take this window out.
finding-programme-without-name = Programme { $programme } is not in rates.toml.
finding-programme-without-name-do = Mend the code, or add the programme to rates.toml.
finding-file-of-another-province = The file's name is not that of the province in it.
finding-file-of-another-province-do = Rename the file to { $expected }, or mend province.
finding-province-unknown = No province has this code.
finding-province-unknown-do = Use the present two-digit code (since 1 July 2025).
finding-not-an-atr = This is no ATR.
finding-not-an-atr-do = Write hexadecimal octets that begin with 3B or 3F; .. stands for any octet.
finding-dates-backwards = The end is not after the beginning.
finding-dates-backwards-do = Mend not_before or not_after.
finding-policy-order = { $key } is less than { $other }.
finding-policy-order-do = Ages must rise, limits must fall, and paper's limit may not be more than a card's.

change-policy = { $limit ->
    [chip_elsewhere_limit_vnd] the limit for a card at another office, offline,
    [status_age_limit_h] the age to which status lists count (hours)
    [trust_age_limit_h] the age to which trust lists count (hours)
    [clock_back_limit_s] how far the clock may be behind (seconds)
    [clock_ahead_limit_h] how far the clock may be ahead (hours)
    [fresh_up_to_h] data is fresh up to (hours)
    [ageing_up_to_h] data is ageing up to (hours)
    [stale_up_to_h] data is stale up to (hours)
    [ageing_chip_limit_vnd] the limit of one card payout on ageing data
    [ageing_qr_limit_vnd] the limit of one paper payout on ageing data
    [stale_chip_limit_vnd] the limit of one card payout on stale data
    [stale_qr_limit_vnd] the limit of one paper payout on stale data
    [too_old_chip_limit_vnd] the limit of one card payout on data that is too old
    [too_old_qr_limit_vnd] the limit of one paper payout on data that is too old
    [drawer_difference_limit_vnd] the drawer's difference that takes no supervisor
    [lock_after_s] how long a page stays open untouched (seconds)
   *[other] { $limit }
} from { $before } to { $after }
change-device = { $kind ->
    [readers] reader
    [cards] card
    [scanners] scanner
   *[printers] printer
} { $name } { $what ->
    [added] is added
    [removed] is no longer used
   *[set] has other settings
}
change-rate = the standard of { $programme } from { $since }: { $before_vnd } before, { $after_vnd } now
change-categories = the categories of { $programme } go from { $before } to { $after }
change-key = key { $kid } ({ $role }) { $what ->
    [added] is trusted
    [removed] leaves the list
    [revoked] is revoked: nothing that it signed counts any more
    [unrevoked] is trusted again after its revocation
   *[set] has other dates or another scope
}
change-province-added = a new province
change-province-removed = no configuration any more; counters here keep what they have
change-stage = { $programme } from { $before ->
    [off] off
    [pilot] a pilot at { $before_count } offices
   *[full] the whole province
} to { $after ->
    [off] off: every counter of the province stops paying it
    [pilot] a pilot at { $after_count } offices: only these pay it
   *[full] the whole province: every office pays it
}
change-office-joins = { $programme }: office { $office } joins the pilot
change-office-leaves = { $programme }: office { $office } leaves the pilot and stops paying
change-office-place = { $office } counts as { $place ->
    [commune] a commune point
   *[office] a post office
}
change-window-added = { $programme } is paid { $place ->
    [commune] at commune points
    [home] at home
   *[office] at post offices
} from day { $first } to day { $last }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}{ $outside ->
    [supervisor] , at other times with a supervisor
   *[refused] {""}
}
change-window-removed = { $programme } is no longer paid { $place ->
    [commune] at commune points
    [home] at home
   *[office] at post offices
} from day { $first } to day { $last }{ $hours ->
    [none] {""}
   *[other] , { $hours }
}{ $outside ->
    [supervisor] , at other times with a supervisor
   *[refused] {""}
}

objection-not-tried = not tried on the fleet's report (--fleet)
objection-report-old = the fleet's report is more than two days old
objection-number-not-higher = number { $number } is not higher than { $before }, which is in use
objection-revocation-undone = key { $kid } was revoked and is to count again
objection-limits-stop-all = these limits stop every payout
objection-no-entitlement-key = no key is left that may sign the province's entitlements
objection-payouts-stop = all { $counters } counters would stop paying
objection-off-with-open-vouchers = { $programme } is off while { $count } payments are open
objection-keys-in-use-revoked = { $counters } counters hold only what revoked keys signed

told-sound = Configuration { $number }: no faults; { $provinces } provinces.
told-faulty = { $count } faults.
told-no-change = Nothing changes.
told-published = Published configuration { $number } to { $ring ->
    [office] one office
    [pilot] the pilot offices
    [province] the whole province
   *[country] the country
}: { $provinces } provinces.
told-halted = Halted configuration { $number } in { $provinces } provinces. Counters that have it keep it; publish a new number to mend it.
told-status-role = { $role } version { $version }, expires { $expires }
told-status-stable = configuration { $number } for the whole province
told-status-next = configuration { $stable } for the whole province, { $next } for { $count } offices
told-status-halted = configuration { $stable } for the whole province; { $next } was halted after { $count } offices
told-approved = Approved configuration { $number } with { $count } objections.
told-refused = Not published. It needs the signatures of two different approvers (firmware-config approve).
told-objections = { $count } objections.
told-root-draft = Drafted root { $version } in { $file }. It needs the signatures of { $threshold } keys of the root before it, and of { $threshold } of its own.
told-root-key-stays = Root key { $key } stays.
told-root-key-comes = Root key { $key } comes in.
told-root-key-goes = Root key { $key } goes out.
told-root-service = The keys in service are { $what ->
    [same] the same
   *[new] NEW ones: everything is signed anew by them
}.
told-root-signed = Signed root { $version } with key { $key }.
told-root-published = Root { $version } is out. Counters follow it by themselves.
