"""Files people write: strict YAML with places, published schemas, digests."""
