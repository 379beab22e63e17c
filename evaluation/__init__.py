"""Truth against predictions."""
