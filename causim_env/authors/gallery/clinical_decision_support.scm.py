"""An emergency department decides how to treat a patient with suspected sepsis, from the history at the door to the outcome a month later."""

frailty: Categorical({0: 3, 1: 4, 2: 2, 3: 1})
"""Frailty [points]."""
source: Categorical(chest=4, urine=3, abdomen=2, unclear=1)
"""Source of the infection."""
resistant: Bernoulli(1, 5)
"""Bacteria [resistant / susceptible]."""
delay: Categorical({0: 2, 1: 3, 2: 2, 3: 1})
"""Delay before arrival [days]."""
crowded: Bernoulli(1, 3)
"""Emergency department [crowded / quiet]."""
alert_on: Bernoulli(2, 3)
"""Sepsis alert of the software [switched on / switched off]."""
luck: Uniform(0, 2)
"""Host response to infection [points]."""

def burden(source, delay) -> Integer(0, 4):
    """Bacterial burden [points]. Rises with delay. An abdominal source adds two points and a chest source one; above four points nothing is added."""
    return min(4, delay + {"chest": 1, "urine": 0, "abdomen": 2, "unclear": 0}[source])

def inflammation(burden, luck) -> Integer(0, 6):
    """Inflammatory response [points]. Rises with burden. Rises with luck. Ranges from 0 to 6. The two simply add up."""
    return burden + luck

def fever(inflammation, frailty) -> Boolean():
    """Fever [present / absent]. Rises with inflammation. Falls with frailty. Frail patients need a stronger response before they run a temperature."""
    return inflammation >= 2 + frailty

def lactate(inflammation, frailty) -> Integer(1, 5):
    """Blood lactate [mmol/L]. Rises with inflammation. Rises with frailty. One plus half of the response and the frailty together, rounded down."""
    return 1 + (inflammation + frailty) // 2

def systolic(inflammation) -> Integer(8, 13):
    """Systolic blood pressure [tens of mmHg]. Falls with inflammation. Thirteen up to a response of one point, then one less for each further point."""
    return 13 - max(0, inflammation - 1)

def score(fever, systolic, lactate) -> Integer(0, 3):
    """Warning score [points]. Rises with fever. Falls with systolic. Rises with lactate. One point each for fever, a pressure of at most 10 and a lactate of at least 3."""
    return (1 if fever else 0) + (1 if systolic <= 10 else 0) + (1 if lactate >= 3 else 0)

def alarm(score, alert_on) -> Boolean():
    """Sepsis alarm [raised / silent]. Is false unless alert_on = true. Depends on score only through score >= 2."""
    return alert_on and score >= 2

def time_to_antibiotic(alarm, crowded, fever) -> Integer(1, 5):
    """Time to the first antibiotic [h]. Falls with alarm. Rises with crowded. Falls with fever. Four hours: an alarm saves two and fever one, a crowded department adds one."""
    return 4 - (2 if alarm else 0) + (1 if crowded else 0) - (1 if fever else 0)

def broad_spectrum(alarm, source) -> Boolean():
    """Choice of antibiotic [broad / narrow]. Rises with alarm. Broad after an alarm, and always where the source is unclear."""
    return alarm or source == "unclear"

def effective(broad_spectrum, resistant) -> Boolean():
    """First antibiotic [effective / ineffective]. Rises with broad_spectrum. Falls with resistant. Only a narrow drug against resistant bacteria fails."""
    return broad_spectrum or not resistant

def fluids(systolic, alarm) -> Integer(0, 3):
    """Intravenous fluids in the first hours [L]. Falls with systolic. Rises with alarm. None from 12 up, one litre at 10 and 11, two below, and one more after an alarm."""
    base = 2 if systolic <= 9 else 1 if systolic <= 11 else 0
    return base + (1 if alarm else 0)

def organ_damage(inflammation, time_to_antibiotic, effective, fluids) -> Integer(1, 6):
    """Organ damage [points]. Rises with inflammation. Rises with time_to_antibiotic. Falls with effective. Falls with fluids. The response plus half the hours waited, two more where the drug fails, less the litres given; at least one and at most six."""
    harm = inflammation + time_to_antibiotic // 2 + (0 if effective else 2) - fluids
    return max(1, min(6, harm))

def intensive_care(organ_damage, crowded) -> Boolean():
    """Intensive care [needed / not needed]. Rises with organ_damage. Rises with crowded. From four points on, or from three in a crowded department that cannot watch closely."""
    return organ_damage >= (3 if crowded else 4)

def stay(organ_damage, frailty, intensive_care) -> Integer(3, 9):
    """Hospital stay [days]. Rises with organ_damage. Rises with frailty. Rises with intensive_care. Two days, one more for each two points of damage begun, one for each point of frailty, and two after intensive care, up to nine."""
    return min(9, 2 + (organ_damage + 1) // 2 + frailty + (2 if intensive_care else 0))

def outcome(organ_damage, frailty) -> Category("home", "care_home", "died"):
    """Outcome after a month. Patients die from seven points of damage and frailty together and go to a care home from four; else they go home."""
    total = organ_damage + frailty
    if total >= 7:
        return "died"
    if total >= 4:
        return "care_home"
    return "home"
