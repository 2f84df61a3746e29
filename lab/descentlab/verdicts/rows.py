"""Row: a claim beside its evidence, as every table of verdicts has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from descentlab.claim import CHECK, Claim
from descentlab.verdicts.evidence import Evidence, as_declared
from descentlab.verdicts.judging import Outcome, Spread, outcome, shortfall
from descentlab.verdicts.recorded import recorded
from descentlab.verdicts.words import spread, tally

#: Numbers of its check that an exhibit's own claim is told with.
TOLD = 3
NOT_YET = "not measured yet"
FAILED = "could not be run"


@dataclass(frozen=True)
class Row:
    """A claim, and what is known of it. The verdict is made of both whenever it is asked for."""

    claim: Claim
    evidence: Evidence | None = None
    problem: str = ""  # why it could not be run
    from_record: bool = True

    @property
    def stale(self) -> bool:
        """Whether what was measured is not what the claim now declares."""
        if self.evidence is None or self.claim.larger:
            return False
        return self.evidence.declared != as_declared(self.claim) or not self._has_its_numbers

    @property
    def outcome(self) -> Outcome | None:
        """None where there is nothing to judge by."""
        if self.claim.larger:
            return Outcome.LARGER
        if self.problem or self.evidence is None or not self._has_its_numbers:
            return None
        return outcome(self.claim, self.numbers)

    @property
    def verdict(self) -> str:
        """The outcome in words, or why there is none."""
        found = self.outcome
        if found is None:
            return FAILED if self.problem else NOT_YET
        return str(found)

    @property
    def numbers(self) -> list[Mapping[str, float]]:
        """The numbers of each seed."""
        return [] if self.evidence is None else [m.numbers for m in self.evidence.seeds.values()]

    @property
    def shortfall(self) -> list[str]:
        """In words, each part that does not hold at every seed."""
        judged = self.outcome not in (None, Outcome.LARGER)
        return shortfall(self.claim, self.numbers) if judged else []

    def measured(self) -> list[tuple[str, str]]:
        """(name, value in words) of each number of the table: mean ± deviation over the seeds."""
        if not self.numbers:
            return []
        names = [*(part.number for part in self.claim.parts), *self.claim.beside]
        if set(names) == {CHECK}:
            names += [name for name in self.numbers[0] if name != CHECK][:TOLD]
        return [(name, self.number(name)) for name in dict.fromkeys(names)]

    def number(self, name: str) -> str:
        """One number in words; the check's is how often it held."""
        values = [numbers[name] for numbers in self.numbers if name in numbers]
        if name == CHECK:
            return f"holds at {tally(sum(v == 1 for v in values), len(values))}"
        return spread(Spread.of(values), len(values))

    @property
    def _has_its_numbers(self) -> bool:
        asked = {part.number for part in self.claim.parts}
        return bool(self.numbers) and all(asked <= set(numbers) for numbers in self.numbers)


def rows(claims: Iterable[Claim]) -> list[Row]:
    """`claims` beside what the record has of them."""
    known = recorded()
    return [Row(claim, known.get(claim.id)) for claim in claims]
