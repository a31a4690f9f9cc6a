"""A patient with an inflammatory response."""

temperature: Categorical({355: 1, 359: 1, 360: 2, 370: 5, 380: 2, 381: 2, 390: 1, 395: 1})
"""Body temperature [tenths of a degree C]."""
heart_rate: Uniform(80, 100)
"""Heart rate [beats/min]."""
respiration: Uniform(14, 26)
"""Respiratory rate [breaths/min]."""
carbon_dioxide: Uniform(28, 44)
"""Arterial carbon dioxide pressure [mmHg]."""
white_cells: Categorical({30: 1, 39: 1, 40: 1, 70: 4, 120: 2, 121: 2, 160: 1})
"""White cell count [hundreds/uL]."""
immature_forms: Categorical({2: 4, 10: 1, 11: 1, 20: 1})
"""Immature forms among the white cells [%]."""
infection: Bernoulli(1, 2)
"""Infection [present / absent]."""

def temperature_criterion(temperature) -> Boolean():
    """Temperature criterion [met / unmet]."""
    return temperature > 380 or temperature < 360

def heart_criterion(heart_rate) -> Boolean():
    """Heart rate criterion [met / unmet]."""
    return heart_rate > 90

def breathing_criterion(respiration, carbon_dioxide) -> Boolean():
    """Breathing criterion [met / unmet]."""
    return respiration > 20 or carbon_dioxide < 32

def white_cell_criterion(white_cells, immature_forms) -> Boolean():
    """White cell criterion [met / unmet]."""
    return white_cells > 120 or white_cells < 40 or immature_forms > 10

def criteria(temperature_criterion, heart_criterion, breathing_criterion, white_cell_criterion) -> Integer(0, 4):
    """Number of criteria met [criteria]."""
    return (1 if temperature_criterion else 0) + (1 if heart_criterion else 0) + (1 if breathing_criterion else 0) + (1 if white_cell_criterion else 0)

def syndrome(criteria) -> Boolean():
    """Systemic inflammatory response syndrome [present / absent]."""
    return criteria >= 2

def sepsis(syndrome, infection) -> Boolean():
    """Sepsis by the definition of 1992 [present / absent]."""
    return syndrome and infection
