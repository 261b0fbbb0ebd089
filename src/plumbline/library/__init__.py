"""Content, no code: packs as YAML."""
