"""Two minerals that are rubbed against each other."""

tool: Categorical(talc=1, gypsum=1, calcite=1, fluorite=1, apatite=1, orthoclase=1, quartz=2, topaz=1, corundum=1, diamond=1)
"""Mineral used as a tool."""
sample: Categorical(talc=1, gypsum=1, calcite=2, fluorite=1, apatite=1, orthoclase=2, quartz=2, topaz=1, corundum=1, diamond=1)
"""Mineral under test."""

def tool_hardness(tool) -> Integer(1, 10):
    """Hardness of the tool [points]."""
    return {"talc": 1, "gypsum": 2, "calcite": 3, "fluorite": 4, "apatite": 5, "orthoclase": 6, "quartz": 7, "topaz": 8, "corundum": 9, "diamond": 10}[tool]

def sample_hardness(sample) -> Integer(1, 10):
    """Hardness of the mineral under test [points]."""
    return {"talc": 1, "gypsum": 2, "calcite": 3, "fluorite": 4, "apatite": 5, "orthoclase": 6, "quartz": 7, "topaz": 8, "corundum": 9, "diamond": 10}[sample]

def outcome(tool_hardness, sample_hardness) -> Category("tool_scratched", "both_alike", "sample_scratched"):
    """Outcome of the scratch test."""
    if tool_hardness > sample_hardness:
        return "sample_scratched"
    if tool_hardness < sample_hardness:
        return "tool_scratched"
    return "both_alike"
