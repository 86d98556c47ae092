"""Looking after a centre that runs: is it well, what does it do, are its books whole, its copies
and how long anything is kept."""
