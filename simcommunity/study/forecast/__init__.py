"""What comes next in a group, by simulated groups that began as it did."""
