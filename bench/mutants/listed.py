"""All mutants, in the order of their modules."""

from bench.mutants import builds, contexts, files, hosts, redaction, secrets
from bench.mutants.mutant import Mutant

MUTANTS: tuple[Mutant, ...] = tuple(
    mutant for module in (hosts, secrets, redaction, files, contexts, builds) for mutant in module.MUTANTS
)
