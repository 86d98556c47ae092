"""`python -m cardsvc`."""

from cardsvc.cli import main

main(prog_name="cardsvc")
