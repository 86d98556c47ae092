"""What officers decide about terminals, and what that says of what they paid."""
