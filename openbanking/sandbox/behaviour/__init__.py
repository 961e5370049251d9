"""How the sandbox misbehaves and what it limits: faults, the rate, webhooks."""
