"""Pages for programs: OpenAPI 3.1 and problem+json."""
