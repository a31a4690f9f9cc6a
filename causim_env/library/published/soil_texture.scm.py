"""A soil sample, whose grains are sorted by size."""

clay: Categorical({5: 2, 10: 2, 15: 2, 20: 2, 25: 2, 30: 1, 35: 1, 40: 1, 60: 1})
"""Clay [%]."""
sand_share: Categorical({0: 1, 10: 1, 20: 1, 30: 1, 50: 2, 60: 1, 80: 1, 100: 1})
"""Sand in the rest [%]."""

def sand(clay, sand_share) -> Integer(0, 95):
    """Sand [%]."""
    return (100 - clay) * sand_share // 100

def silt(clay, sand) -> Integer(-55, 95):
    """Silt [%]."""
    return 100 - clay - sand

def texture(clay, sand, silt) -> Category("sand", "loamy_sand", "sandy_loam", "loam", "silt_loam", "silt", "sandy_clay_loam", "clay_loam", "silty_clay_loam", "sandy_clay", "silty_clay", "clay"):
    """Soil texture."""
    if 2 * silt + 3 * clay < 30:
        return "sand"
    if silt + 2 * clay < 30:
        return "loamy_sand"
    if clay >= 40:
        return "silty_clay" if silt >= 40 else "sandy_clay" if sand > 45 else "clay"
    if clay >= 35 and sand > 45:
        return "sandy_clay"
    if clay >= 27:
        return "silty_clay_loam" if sand <= 20 else "clay_loam" if sand <= 45 else "sandy_clay_loam"
    if clay >= 20 and silt < 28 and (sand > 45):
        return "sandy_clay_loam"
    if silt >= 80 and clay < 12:
        return "silt"
    if silt >= 50:
        return "silt_loam"
    if clay >= 7 and sand <= 52 and (silt >= 28):
        return "loam"
    return "sandy_loam"
