"""A bank decides on a consumer loan; a year later the loan is repaid, late or lost."""

education: Categorical(school=2, apprenticeship=3, degree=2)
"""Education of the applicant."""
years_employed: Categorical({0: 1, 1: 2, 3: 2, 6: 1})
"""Years in the present job [years]."""
debts: Uniform(0, 2)
"""Older debts [thousands of euros]."""
requested: Categorical({2: 2, 4: 3, 6: 1})
"""Loan asked for [thousands of euros]."""
guarantor: Bernoulli(1, 4)
"""Guarantor [named / not named]."""
base_rate: Uniform(1, 3)
"""Base rate of the central bank [percent]."""
recession: Bernoulli(1, 4)
"""Recession [on / off]."""
illness: Bernoulli(1, 6)
"""Long illness [suffered / spared]."""

def income(education, years_employed) -> Integer(1, 5):
    """Monthly income [thousands of euros]. Rises with years_employed. One thousand with school alone, two with an apprenticeship, three with a degree; one more from three years in the job on and another from six."""
    start = {"school": 1, "apprenticeship": 2, "degree": 3}[education]
    return start + (1 if years_employed >= 3 else 0) + (1 if years_employed >= 6 else 0)

def past_arrears(debts, income) -> Boolean():
    """Arrears in the credit file [on record / none]. Rises with debts. Falls with income. On record where the debts exceed a month's income, or equal it at one thousand."""
    return debts > income or (debts >= 1 and income == 1)

def score(income, years_employed, past_arrears) -> Integer(0, 6):
    """Credit score [points]. Rises with income. Rises with years_employed. Falls with past_arrears. The income in thousands, one more from one year in the job on, less two for arrears on record."""
    return max(0, income + (1 if years_employed >= 1 else 0) - (2 if past_arrears else 0))

def margin(score, guarantor) -> Integer(0, 4):
    """Risk margin [percent]. Falls with score. Falls with guarantor. Four, one less for each two points of score, rounded down, and one less with a guarantor."""
    return max(0, 4 - score // 2 - (1 if guarantor else 0))

def rate(base_rate, margin) -> Integer(1, 7):
    """Interest rate [percent]. Rises with base_rate. Rises with margin. The base rate and the margin together."""
    return base_rate + margin

def decision(score, guarantor, past_arrears) -> Category("refused", "reduced", "granted"):
    """Decision of the bank. Granted from four points of score on or with a guarantor and clean record, refused below two points without a guarantor, else for a reduced sum."""
    if score >= 4 or (guarantor and not past_arrears):
        return "granted"
    if score < 2 and not guarantor:
        return "refused"
    return "reduced"

def loan(decision, requested) -> Integer(0, 3):
    """Loan paid out [steps of two thousand euros]. Rises with requested. All that was asked for where it is granted, half of it, rounded down to a whole step, where it is reduced, nothing where it is refused."""
    steps = requested // 2
    match decision:
        case "granted":
            return steps
        case "reduced":
            return steps // 2
        case _:
            return 0

def instalment(loan, rate) -> Integer(0, 4):
    """Monthly instalment [hundreds of euros]. Rises with loan. Rises with rate. One for each step of the loan, and one more from five percent on where there is a loan."""
    return loan + (1 if loan > 0 and rate >= 5 else 0)

def job_lost(recession, years_employed) -> Boolean():
    """Job [lost / kept]. Rises with recession. Falls with years_employed. In a recession those with less than three years in the job lose it."""
    return recession and years_employed < 3

def later_income(income, job_lost, illness) -> Integer(0, 5):
    """Income a year later [thousands of euros per month]. Rises with income. Falls with job_lost. Falls with illness. Half, rounded down, after losing the job; a long illness takes one more."""
    return max(0, (income // 2 if job_lost else income) - (1 if illness else 0))

def spare(later_income, debts, instalment) -> Integer(-4, 3):
    """Money to spare [hundreds of euros per month]. Overall rises with later_income. Falls with debts. Falls with instalment. Two for each thousand of income beyond the first thousand, less one for each thousand of older debts and less the instalment, from minus four to three."""
    return max(-4, min(3, 2 * (later_income - 1) - debts - instalment))

def missed(spare, loan) -> Integer(0, 3):
    """Missed instalments [instalments]. Falls with spare. Rises with loan. Where there is a loan, one for each hundred euros that are lacking, at most three; without a loan none."""
    return min(3, max(0, -spare)) if loan > 0 else 0

def collection(missed, guarantor) -> Boolean():
    """Debt collection [started / not started]. Rises with missed. Falls with guarantor. After two missed instalments, with a guarantor who steps in after three."""
    return missed >= (3 if guarantor else 2)

def repayment(missed, collection) -> Category("on_time", "late", "lost"):
    """Repayment. Lost where collection starts, late after a missed instalment otherwise, else on time."""
    if collection:
        return "lost"
    return "late" if missed > 0 else "on_time"

def bank_result(loan, margin, repayment) -> Integer(-3, 2):
    """Result of the bank [hundreds of euros]. Rises with margin. Losing the loan costs one for each step of it. Else the margin earns: one for each four points of margin times steps, rounded up, and one less where repayment is late; never more than two, nor below zero."""
    if repayment == "lost":
        return -loan
    earned = min(2, (loan * margin + 3) // 4)
    return max(0, earned - 1) if repayment == "late" else earned
