"""The analysis of journeys: every state that can be reached, and what is wrong with it."""
