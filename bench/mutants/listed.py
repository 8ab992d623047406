"""All mutants, in the order of their modules."""

from bench.mutants import adapters, answers, builds, contexts, files, hosts, logins, redaction, secrets, stores, ways
from bench.mutants.mutant import Mutant

_MODULES = (hosts, adapters, ways, secrets, logins, redaction, files, answers, contexts, stores, builds)
MUTANTS: tuple[Mutant, ...] = tuple(mutant for module in _MODULES for mutant in module.MUTANTS)
