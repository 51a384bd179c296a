"""Pictures of results: what to draw as plain data, and its drawing with matplotlib or as SVG."""
