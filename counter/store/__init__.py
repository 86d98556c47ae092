"""The file or database that a counter keeps everything in: opened, written, watched, copied."""
