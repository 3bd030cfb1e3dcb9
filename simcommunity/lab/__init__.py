"""The lab: a local page on which levers of one group are moved and its life is redrawn at once."""
