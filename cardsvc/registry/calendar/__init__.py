"""The legal calendar: what is to be done by when, and what time does to a payment.

One rule, one module, pure: dates and months in, dates and months out. Its numbers are in
`figures.toml` with the clause each comes from.
"""
