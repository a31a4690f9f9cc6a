"""A library that publishes its next version."""

major: Uniform(1, 3)
"""Major version [units]."""
minor: Uniform(0, 4)
"""Minor version [units]."""
patch: Uniform(0, 4)
"""Patch version [units]."""
breaking: Bernoulli(1, 6)
"""Incompatible change of the interface [present / absent]."""
feature: Bernoulli(1, 3)
"""New compatible function [present / absent]."""
fix: Bernoulli(2, 3)
"""Compatible bug fix [present / absent]."""

def bump(breaking, feature, fix) -> Category("none", "patch", "minor", "major"):
    """Part of the version that rises."""
    if breaking:
        return "major"
    if feature:
        return "minor"
    return "patch" if fix else "none"

def next_major(major, bump) -> Integer(1, 4):
    """Next major version [units]."""
    return major + (1 if bump == "major" else 0)

def next_minor(minor, bump) -> Integer(0, 5):
    """Next minor version [units]."""
    if bump == "major":
        return 0
    return minor + 1 if bump == "minor" else minor

def next_patch(patch, bump) -> Integer(0, 5):
    """Next patch version [units]."""
    if bump == "major" or bump == "minor":
        return 0
    return patch + 1 if bump == "patch" else patch
