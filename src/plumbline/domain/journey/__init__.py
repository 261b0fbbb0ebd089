"""Journeys: prototypes that people play and the machine proves."""
