"""The centre's side of the broker: its cluster, who may use it, and the ledger's consumers.

What comes by the broker is taken in exactly as what comes by HTTP: `cardsvc.ledger.ingest`.
"""
