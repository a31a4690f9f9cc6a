"""A shallow lake between farms can be clear or turbid, depending on nutrients, fish and what the anglers do."""

fertiliser: Uniform(0, 3)
"""Fertiliser on the fields around [bags per hectare]."""
rain: Categorical(dry=2, normal=3, wet=2)
"""Rain in spring."""
buffer_strip: Bernoulli(2, 5)
"""Reed belt along the shore [planted / missing]."""
warm: Bernoulli(1, 3)
"""Summer [hot / mild]."""
stocking: Uniform(0, 2)
"""Stocking with pike [points]."""
angling: Categorical(none=2, some=3, heavy=1)
"""Angling for pike."""
winterkill: Bernoulli(1, 5)
"""Fish kill under the ice [severe / absent]."""

def runoff(fertiliser, rain, buffer_strip) -> Integer(0, 4):
    """Phosphorus washed into the lake [points]. Rises with fertiliser. Falls with buffer_strip. The bags of fertiliser, one more after a wet spring and one less after a dry one; a reed belt holds one back."""
    washed = fertiliser + {"dry": -1, "normal": 0, "wet": 1}[rain]
    return max(0, washed - (1 if buffer_strip else 0))

def pike(stocking, angling) -> Integer(0, 3):
    """Pike [points]. Rises with stocking. One point of their own and the stocked ones; some angling takes one away and heavy angling two."""
    return max(0, 1 + stocking - {"none": 0, "some": 1, "heavy": 2}[angling])

def roach(pike, winterkill) -> Integer(0, 4):
    """Plankton-eating roach [points]. Falls with pike. Falls with winterkill. Four points, one less for each point of pike, and two less after a fish kill."""
    return max(0, 4 - pike - (2 if winterkill else 0))

def water_fleas(roach, warm) -> Integer(0, 4):
    """Water fleas [points]. Falls with roach. Rises with warm. Four points, less those of the roach that eat them; in a hot summer they breed one point more, at most four."""
    return min(4, 4 - roach + (1 if warm else 0))

def algae(runoff, water_fleas, warm) -> Integer(0, 5):
    """Floating algae [points]. Rises with runoff. Falls with water_fleas. Rises with warm. One point and the phosphorus, one more in a hot summer, less half of the water fleas that graze them, rounded up."""
    return max(0, min(5, 1 + runoff + (1 if warm else 0) - (water_fleas + 1) // 2))

def visibility(algae, roach) -> Integer(0, 4):
    """Depth of visibility [half metres]. Falls with algae. Falls with roach. Four, less one for each point of algae; three points of roach or more stir up mud and cost another."""
    return max(0, 4 - algae - (1 if roach >= 3 else 0))

def water_plants(visibility, runoff) -> Integer(0, 4):
    """Rooted water plants [points]. Rises with visibility. Falls with runoff. One point for each half metre of visibility; three points of phosphorus or more coat the leaves and cost one."""
    return max(0, visibility - (1 if runoff >= 3 else 0))

def hiding_places(water_plants, buffer_strip) -> Integer(0, 3):
    """Hiding places for young fish [points]. Rises with water_plants. Rises with buffer_strip. Half of the plants, rounded down, and one in the reed belt."""
    return water_plants // 2 + (1 if buffer_strip else 0)

def young_pike(pike, hiding_places) -> Integer(0, 3):
    """Young pike in autumn [points]. Rises with pike. Rises with hiding_places. As many as the scarcer of parents and hiding places allows."""
    return min(pike, hiding_places)

def oxygen(algae, water_plants, warm) -> Integer(0, 6):
    """Oxygen near the bottom [mg/L]. Falls with algae. Rises with water_plants. Falls with warm. Five, less the points of algae that rot, plus half of the plants rounded down, one less in a hot summer."""
    return max(0, min(6, 5 - algae + water_plants // 2 - (1 if warm else 0)))

def fish_kill(oxygen, roach) -> Boolean():
    """Dead fish on the shore [many / few]. Falls with oxygen. Rises with roach. Many without oxygen, and at one milligram where many roach (three points or more) compete for it."""
    return oxygen < (2 if roach >= 3 else 1)

def toxin(algae, warm) -> Boolean():
    """Algal toxins [present / absent]. Rises with algae. Rises with warm. From four points of algae on, in a hot summer from three."""
    return algae >= (3 if warm else 4)

def coots(water_plants, rain) -> Integer(0, 4):
    """Coots [pairs]. Rises with water_plants. One pair for each point of plants; a wet spring floods one nest."""
    return max(0, water_plants - (1 if rain == "wet" else 0))

def bathing(toxin, visibility, fish_kill) -> Category("open", "advised_against", "closed"):
    """Bathing. Closed with toxins or dead fish, advised against where one sees no more than half a metre, else open."""
    if toxin or fish_kill:
        return "closed"
    return "advised_against" if visibility <= 1 else "open"

def state(visibility, water_plants) -> Category("turbid", "mixed", "clear"):
    """State of the lake. Clear where visibility and plants reach five points together, turbid at one or none, else mixed."""
    total = visibility + water_plants
    if total >= 5:
        return "clear"
    return "turbid" if total <= 1 else "mixed"
