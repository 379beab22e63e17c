"""Archives of many photos: found anywhere, scanned on many machines, kept as Parquet."""
