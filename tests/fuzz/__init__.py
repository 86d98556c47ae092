"""Every parser that touches outside octets, given what no honest side would send.

`parsers` is the table of them. `make test` tries each on a few hundred spoiled inputs;
`python -m tests.fuzz --minutes N` lets a coverage-guided fuzzer look for more.
"""
