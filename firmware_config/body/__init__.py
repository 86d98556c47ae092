"""What a journal entry says, kind by kind: the bodies that `firmware_config.wire` chains."""
