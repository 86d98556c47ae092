"""The receipt printer: where it is, what its head can print, and how a job goes."""
