"""Who must do what in a cycle, and why: a fold of its state that never looks at a clock. Nobody open is left without somebody.

An obligation ends by being met anywhere; there is nothing to tick off.
"""

from plumbline.domain.cycle.attention.touching import touched
from plumbline.domain.cycle.attention.whole import obligations, obligations_of
from plumbline.domain.obligation import Kind, Obligation, Verb

__all__ = ["Kind", "Obligation", "Verb", "obligations", "obligations_of", "touched"]
