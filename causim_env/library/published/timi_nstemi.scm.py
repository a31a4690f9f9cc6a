"""A patient with chest pain and an acute coronary syndrome without ST elevation."""

age: Uniform(55, 75)
"""Age [years]."""
risk_factors: Uniform(0, 5)
"""Number of coronary risk factors [factors]."""
stenosis: Bernoulli(1, 4)
"""Known coronary stenosis of at least half [present / absent]."""
aspirin: Bernoulli(1, 3)
"""Aspirin use in the past week [present / absent]."""
angina: Bernoulli(1, 4)
"""Severe angina twice within a day [present / absent]."""
st_deviation: Bernoulli(1, 4)
"""ST deviation [present / absent]."""
marker: Bernoulli(1, 3)
"""Cardiac marker [raised / normal]."""

def background(age, risk_factors) -> Integer(0, 2):
    """Points for age and risk factors [points]."""
    return (1 if age >= 65 else 0) + (1 if risk_factors >= 3 else 0)

def score(background, stenosis, aspirin, angina, st_deviation, marker) -> Integer(0, 7):
    """Coronary risk score [points]."""
    return background + (1 if stenosis else 0) + (1 if aspirin else 0) + (1 if angina else 0) + (1 if st_deviation else 0) + (1 if marker else 0)

def event_risk(score) -> Integer(47, 409):
    """Risk of an event within two weeks [tenths of a percent]."""
    return {0: 47, 1: 47, 2: 83, 3: 132, 4: 199, 5: 262, 6: 409, 7: 409}[score]
