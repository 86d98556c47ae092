"""Card readers: one worker thread over a PC/SC reader or a simulated tray.

The counter and the issuance desk drive the same worker.
"""
