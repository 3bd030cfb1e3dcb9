"""Playbooks, interventions and their dates on the same people with the same luck."""
