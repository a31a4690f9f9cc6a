"""What an SCM is and how it runs: domains, text, mechanisms, execution, exact inference, identity."""

from causim_env.scm.domains import (
    Bernoulli,
    Boolean,
    Categorical,
    Category,
    Distribution,
    Domain,
    Integer,
    SCMError,
    Uniform,
    Value,
)
from causim_env.scm.infer import ImpossibleEvidence, InferenceError, StateCapExceeded, infer, marginal
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.syntax import MechanismError

__all__ = [
    "SCM",
    "Bernoulli",
    "Boolean",
    "Categorical",
    "Category",
    "Distribution",
    "Domain",
    "Endogenous",
    "Exogenous",
    "ImpossibleEvidence",
    "InferenceError",
    "Integer",
    "MechanismError",
    "SCMError",
    "StateCapExceeded",
    "Uniform",
    "Value",
    "infer",
    "marginal",
]
