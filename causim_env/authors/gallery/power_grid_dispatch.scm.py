"""The control room of an island grid balances wind, sun, one gas plant and a battery against the evening peak."""

wind: Uniform(0, 3)
"""Wind [points]."""
sky: Categorical(clear=3, cloudy=3, overcast=2)
"""Sky."""
heat: Bernoulli(1, 3)
"""Heat wave [on / off]."""
plant_state: Categorical(ready=4, derated=1, tripped=1)
"""State of the gas plant."""
stored: Categorical({0: 1, 1: 2, 2: 1})
"""Energy in the battery [MWh]."""
cable: Bernoulli(3, 4)
"""Cable to the mainland [in service / out of service]."""
tariff: Bernoulli(1, 2)
"""Peak tariff [in force / not in force]."""

def wind_power(wind, heat) -> Integer(0, 3):
    """Wind power [MW]. Rises with wind. Falls with heat. One megawatt for each point; thin hot air costs one."""
    return max(0, wind - (1 if heat else 0))

def solar_power(sky, heat) -> Integer(0, 2):
    """Solar power [MW]. Falls with heat. Two under a clear sky, one under clouds, none when overcast; hot panels under a clear sky give one less."""
    if sky == "clear":
        return 1 if heat else 2
    return 1 if sky == "cloudy" else 0

def cooling_load(heat, tariff) -> Integer(0, 2):
    """Load of the air conditioners [MW]. Falls with tariff. Is 0 unless heat = true. Two in a heat wave, one where a peak tariff makes it dear."""
    if not heat:
        return 0
    return 1 if tariff else 2

def load(cooling_load, tariff, sky) -> Integer(3, 7):
    """Load of the evening peak [MW]. Rises with cooling_load. Falls with tariff. Four, plus the air conditioners, plus one for early lamps under an overcast sky, less one under a peak tariff."""
    return 4 + cooling_load + (1 if sky == "overcast" else 0) - (1 if tariff else 0)

def net_load(load, wind_power, solar_power) -> Integer(0, 7):
    """Load left after wind and sun [MW]. Rises with load. Falls with wind_power. Falls with solar_power. Surplus wind is switched off, so that it never falls below zero."""
    return max(0, load - wind_power - solar_power)

def gas_capacity(plant_state, heat) -> Integer(0, 4):
    """Capacity of the gas plant [MW]. Falls with heat. Four when ready, two when derated, none when tripped; a heat wave takes one from a running plant."""
    full = {"ready": 4, "derated": 2, "tripped": 0}[plant_state]
    return max(0, full - (1 if heat else 0))

def gas_power(net_load, gas_capacity) -> Integer(0, 4):
    """Gas power [MW]. Rises with net_load. Rises with gas_capacity. As much as is needed and as the plant can give."""
    return min(net_load, gas_capacity)

def imports(net_load, gas_power, cable) -> Integer(0, 2):
    """Import over the cable [MW]. Rises with net_load. Falls with gas_power. Is 0 unless cable = true. What is missing after the gas plant, at most two."""
    return max(0, min(2, net_load - gas_power)) if cable else 0

def battery_power(net_load, gas_power, imports, stored) -> Integer(0, 2):
    """Power from the battery [MW]. Rises with net_load. Falls with gas_power. Falls with imports. Rises with stored. What is still missing, as far as the stored energy lasts for one hour."""
    return max(0, min(stored, net_load - gas_power - imports))

def supplied(gas_power, imports, battery_power) -> Integer(0, 7):
    """Power supplied beside wind and sun [MW]. Rises with gas_power. Rises with imports. Rises with battery_power. The sum of plant, cable and battery, at most seven."""
    return min(7, gas_power + imports + battery_power)

def shed(net_load, supplied) -> Integer(0, 7):
    """Load that is cut off [MW]. Rises with net_load. Falls with supplied. What nobody supplies."""
    return max(0, net_load - supplied)

def reserve(gas_capacity, gas_power, stored) -> Integer(0, 6):
    """Reserve [MW]. Rises with gas_capacity. Falls with gas_power. Rises with stored. What the plant could still give, and the energy in the battery at the start of the hour."""
    return max(0, gas_capacity - gas_power) + stored

def frequency(shed, reserve) -> Category("steady", "low", "collapsing"):
    """Frequency. Collapsing where four megawatts or more have to be cut off, low where any is cut off or no reserve is left, else steady."""
    if shed >= 4:
        return "collapsing"
    return "low" if shed > 0 or reserve == 0 else "steady"

def emissions(gas_power) -> Integer(0, 2):
    """Carbon dioxide of the hour [tonnes]. Rises with gas_power. Half a tonne for each megawatt of gas, rounded down."""
    return gas_power // 2

def price(gas_power, imports, shed) -> Integer(0, 7):
    """Price of the hour [tens of euros per MWh]. Rises with gas_power. Rises with imports. Rises with shed. One for each megawatt of gas, two for each imported, and three where load is cut off, at most seven."""
    return min(7, gas_power + 2 * imports + (3 if shed > 0 else 0))

def hospital(frequency, cable) -> Category("mains", "own_generator"):
    """Power of the hospital. It goes to its own generator while the frequency is collapsing, or low with the cable out of service; else it stays on the mains."""
    return "own_generator" if frequency == "collapsing" or (frequency == "low" and not cable) else "mains"
