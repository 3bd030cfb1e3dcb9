"""Search over playbooks, and a judgement of what was found on luck that the search never saw."""
