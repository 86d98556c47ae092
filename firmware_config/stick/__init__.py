"""What goes between a counter and the centre on a stick, where there is no network.

going    a counter's folder: confirmations as they go over HTTP, and its telling
coming   the centre's answer: acknowledgements and all that is published, sealed for that counter
sealing  encryption for one counter
"""
