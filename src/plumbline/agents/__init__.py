"""The door for agents: the Model Context Protocol over the product's own API, so that an agent meets the same rules as everybody."""
