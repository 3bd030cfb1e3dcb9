"""The workshop: teams run copies of one community, and learn what luck did and what they did."""
