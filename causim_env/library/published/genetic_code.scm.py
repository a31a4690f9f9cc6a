"""A codon of messenger RNA in the standard code."""

first: Categorical(U=1, C=1, A=1, G=1)
"""First base."""
second: Categorical(U=1, C=1, A=1, G=1)
"""Second base."""
third: Categorical(U=1, C=1, A=1, G=1)
"""Third base."""

def amino_acid(first, second, third) -> Category("Phe", "Leu", "Ile", "Met", "Val", "Ser", "Pro", "Thr", "Ala", "Tyr", "His", "Gln", "Asn", "Lys", "Asp", "Glu", "Cys", "Trp", "Arg", "Gly", "stop"):
    """Amino acid or end of the chain."""
    match (first, second):
        case ["U", "U"]:
            return "Phe" if third in ("U", "C") else "Leu"
        case ["U", "C"]:
            return "Ser"
        case ["U", "A"]:
            return "Tyr" if third in ("U", "C") else "stop"
        case ["U", "G"]:
            return "Cys" if third in ("U", "C") else "stop" if third == "A" else "Trp"
        case ["C", "U"]:
            return "Leu"
        case ["C", "C"]:
            return "Pro"
        case ["C", "A"]:
            return "His" if third in ("U", "C") else "Gln"
        case ["C", "G"]:
            return "Arg"
        case ["A", "U"]:
            return "Met" if third == "G" else "Ile"
        case ["A", "C"]:
            return "Thr"
        case ["A", "A"]:
            return "Asn" if third in ("U", "C") else "Lys"
        case ["A", "G"]:
            return "Ser" if third in ("U", "C") else "Arg"
        case ["G", "U"]:
            return "Val"
        case ["G", "C"]:
            return "Ala"
        case ["G", "A"]:
            return "Asp" if third in ("U", "C") else "Glu"
        case _:
            return "Gly"

def start(amino_acid) -> Boolean():
    """Start of translation [possible / impossible]."""
    return amino_acid == "Met"

def charge(amino_acid) -> Category("negative", "neutral", "positive"):
    """Charge of the side chain at neutral pH."""
    if amino_acid in ("Asp", "Glu"):
        return "negative"
    if amino_acid in ("Lys", "Arg"):
        return "positive"
    return "neutral"
