"""Logs of real groups: daily counts, and how to get them out of a chat's export."""
