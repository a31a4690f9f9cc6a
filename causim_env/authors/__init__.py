"""Authors: whoever writes an SCM. The procedural author is embedded; importers read other formats."""
