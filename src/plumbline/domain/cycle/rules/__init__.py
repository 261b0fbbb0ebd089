"""What may happen to each noun of a cycle: command, state and context in; events or a refusal out."""
