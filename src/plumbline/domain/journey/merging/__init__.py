"""Three-way merging of journeys: what two sides made of one origin comes together; where they contradict each other, a person chooses."""
