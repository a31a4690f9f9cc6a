"""A power-driven vessel that meets another vessel."""

visibility: Categorical(good=4, restricted=1)
"""Visibility."""
other: Categorical(power_driven=5, sailing=2, fishing=2, restricted=1, not_under_command=1)
"""Other vessel."""
meeting: Categorical(overtaking=2, being_overtaken=2, head_on=2, crossing_from_starboard=2, crossing_from_port=2)
"""Meeting of the vessels."""

def rule(visibility, other, meeting) -> Integer(13, 19):
    """Rule that applies [rules]."""
    if visibility == "restricted":
        return 19
    if meeting in ("overtaking", "being_overtaken"):
        return 13
    if other != "power_driven":
        return 18
    return 14 if meeting == "head_on" else 15

def duty(rule, meeting) -> Category("give_way", "stand_on", "both_to_starboard", "both_avoid"):
    """Duty of the own vessel."""
    if rule == 19:
        return "both_avoid"
    if rule == 18:
        return "give_way"
    if rule == 14:
        return "both_to_starboard"
    if rule == 13:
        return "give_way" if meeting == "overtaking" else "stand_on"
    return "give_way" if meeting == "crossing_from_starboard" else "stand_on"
