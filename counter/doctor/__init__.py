"""`counter doctor`: is this machine fit to pay? A check says what is wrong and how to mend it."""
