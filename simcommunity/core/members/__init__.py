"""Members: what they are, and the rules by which they read, feel, write, buy and go."""
