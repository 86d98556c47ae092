"""The broker between counters and the centre (NATS JetStream): what both sides must agree on.

It carries the same signed batches and acknowledgements as HTTP and is believed by neither side.
"""
