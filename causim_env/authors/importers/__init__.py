"""Authors that read: published models brought into the form of an SCM.

`import_bif` reads Bayesian networks in the BIF format; `couple` turns any conditional probability
tables into an SCM, under a stated coupling.
"""

from causim_env.authors.importers.bif import import_bif, read_bif
from causim_env.authors.importers.couplings import COUPLINGS, couple
from causim_env.authors.importers.tables import Table

__all__ = ["COUPLINGS", "Table", "couple", "import_bif", "read_bif"]
