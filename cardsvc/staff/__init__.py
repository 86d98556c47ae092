"""Who works at the centre: accounts, roles and scope, four eyes, and the trail of what was done."""
