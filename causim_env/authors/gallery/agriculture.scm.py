"""A farmer grows wheat on a hillside: seed, weather, fertiliser, pests and the price at the mill decide the year."""

rain: Uniform(0, 3)
"""Rain in the growing season [points]."""
soil: Categorical(sandy=2, loamy=3, clayey=2)
"""Soil."""
nitrogen: Categorical({0: 1, 1: 3, 2: 2, 3: 1})
"""Nitrogen given in spring [bags per hectare]."""
variety: Categorical(tall=2, short=3)
"""Variety of wheat."""
mild_winter: Bernoulli(1, 3)
"""Winter [mild / frosty]."""
spraying: Bernoulli(2, 5)
"""Spraying against aphids [done / left out]."""
storm: Bernoulli(1, 4)
"""Thunderstorm in July [heavy / absent]."""
mill_price: Uniform(1, 3)
"""Price at the mill [hundreds of euros per tonne]."""

def moisture(rain, soil) -> Integer(0, 4):
    """Soil moisture [points]. Rises with rain. The rain, one more on clay and one less on sand."""
    return max(0, rain + {"sandy": -1, "loamy": 0, "clayey": 1}[soil])

def leaching(rain, soil) -> Integer(0, 2):
    """Nitrogen washed out [bags per hectare]. Rises with rain. Half of the rain on sand, rounded up; elsewhere one bag from three points of rain on."""
    if soil == "sandy":
        return (rain + 1) // 2
    return 1 if rain >= 3 else 0

def available_nitrogen(nitrogen, leaching, soil) -> Integer(0, 4):
    """Nitrogen left for the crop [bags per hectare]. Rises with nitrogen. Falls with leaching. What was given, one more from a loam or a clay, less what was washed out."""
    return max(0, nitrogen + (0 if soil == "sandy" else 1) - leaching)

def growth(moisture, available_nitrogen) -> Integer(0, 3):
    """Growth of the crop [points]. Rises with moisture. Rises with available_nitrogen. The scarcer of water and nitrogen sets it, up to three."""
    return min(3, moisture, available_nitrogen)

def lodging(growth, variety, storm) -> Boolean():
    """Crop [lodged / upright]. Rises with growth. Is false unless storm = true. A storm flattens tall wheat from two points of growth on and short wheat from three."""
    return storm and growth >= (2 if variety == "tall" else 3)

def ladybirds(mild_winter, spraying) -> Integer(0, 2):
    """Ladybirds [points]. Rises with mild_winter. Falls with spraying. One point, one more after a mild winter; spraying kills one."""
    return 1 + (1 if mild_winter else 0) - (1 if spraying else 0)

def aphids(mild_winter, spraying, ladybirds, available_nitrogen) -> Integer(0, 3):
    """Aphids [points]. Rises with mild_winter. Falls with spraying. Falls with ladybirds. Rises with available_nitrogen. Two points, two more after a mild winter and one where at least three bags of nitrogen make soft leaves; spraying takes two away and each point of ladybirds one; at most three."""
    born = 2 + (2 if mild_winter else 0) + (1 if available_nitrogen >= 3 else 0)
    return max(0, min(3, born - (2 if spraying else 0) - ladybirds))

def mildew(moisture, growth, variety) -> Boolean():
    """Mildew [present / absent]. Rises with moisture. Rises with growth. It needs a stand of at least two points of growth, and three points of moisture in short wheat, which stays wet longer, or four in tall wheat."""
    return growth >= 2 and moisture >= (3 if variety == "short" else 4)

def grain_yield(growth, aphids, mildew, lodging) -> Integer(0, 4):
    """Grain yield [tonnes per hectare]. Rises with growth. Falls with aphids. Falls with mildew. Falls with lodging. One tonne and one more for each point of growth, one less each from two points of aphids on, for mildew and for a lodged crop."""
    lost = (1 if aphids >= 2 else 0) + (1 if mildew else 0) + (1 if lodging else 0)
    return max(0, 1 + growth - lost)

def protein(available_nitrogen, growth) -> Integer(9, 13):
    """Protein of the grain [percent]. Rises with available_nitrogen. Falls with growth. Nine and the nitrogen beyond what growth has used."""
    return 9 + max(0, available_nitrogen - growth)

def sprouting(lodging, rain) -> Boolean():
    """Grain sprouted on the ear [much / little]. Rises with lodging. Rises with rain. Much in a lodged crop from two points of rain on."""
    return lodging and rain >= 2

def quality(protein, sprouting) -> Category("feed", "bread", "premium"):
    """Quality of the grain. Sprouted grain is feed; sound grain makes bread, and premium flour from eleven percent of protein on."""
    if sprouting:
        return "feed"
    return "premium" if protein >= 11 else "bread"

def price(mill_price, quality) -> Integer(0, 4):
    """Price paid to the farmer [hundreds of euros per tonne]. Rises with mill_price. The price at the mill, one less for feed and one more for premium grain."""
    return mill_price + {"feed": -1, "bread": 0, "premium": 1}[quality]

def costs(nitrogen, spraying) -> Integer(2, 6):
    """Costs [hundreds of euros per hectare]. Rises with nitrogen. Rises with spraying. Two, one more for each bag of nitrogen, one more for spraying."""
    return 2 + nitrogen + (1 if spraying else 0)

def profit(grain_yield, price, costs) -> Category("loss", "even", "gain"):
    """Result of the year. Yield times price less the costs: a loss below zero, even up to two hundred euros per hectare, a gain above."""
    left = grain_yield * price - costs
    if left < 0:
        return "loss"
    return "even" if left <= 2 else "gain"
