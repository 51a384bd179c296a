"""Keep the extensions out of the doctests: they hold no example and import one another by name."""

collect_ignore_glob = ["*.py"]
