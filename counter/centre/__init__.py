"""What goes to the centre and comes from it: confirmations, lists, letters, sticks, enrolment."""
