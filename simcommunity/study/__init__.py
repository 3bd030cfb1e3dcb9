"""The laboratory over the simulator."""
