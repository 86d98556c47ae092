"""What a case is about, and opening one: for every room that finds what a person must look into."""
