"""People, ranks, calendars and policies of a workspace."""
