"""Ways a card or a QR text reaches the counter beside the card readers of the contract.

A keyboard scanner types into the page and needs no code.
"""
