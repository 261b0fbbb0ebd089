"""One recorded play-through of a journey: who played which role, what happened, and where that led."""
