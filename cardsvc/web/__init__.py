"""The centre's pages: progress, payout lists, people, cards and sheets."""
