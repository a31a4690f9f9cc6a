"""Training and evaluation scripts: thin over TRL, configured by YAML, run from a checkout."""
