"""Message catalogs: findings carry ids and values, the edges render sentences from here."""
