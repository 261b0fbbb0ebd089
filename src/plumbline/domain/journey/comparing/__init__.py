"""What two journeys differ in, part by part, and the edits that make one of the other."""
