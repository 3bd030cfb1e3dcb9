"""What a sensitivity study found, in sentences."""

from __future__ import annotations

import math
import re

from simcommunity.i18n import t
from simcommunity.report import numbers
from simcommunity.report.comparison import interval
from simcommunity.report.metrics import WRITERS, label, write_size
from simcommunity.report.run_table import printable
from simcommunity.study.sensitivity.boxes import Found, Restriction
from simcommunity.study.sensitivity.plan import Case, Plan
from simcommunity.study.sensitivity.resampling import Band
from simcommunity.study.sensitivity.screening import Screening
from simcommunity.study.sensitivity.study import Sensitivity, Sought
from simcommunity.study.sensitivity.variance import Variance

_DEAD_BY = re.compile(r"share_dead_day_([0-9]+)")


def called(plan: Plan, name: str, lang: str) -> str:
    """Return what a parameter is called."""
    return printable(plan.called[name].said(lang))


def by_effect(screening: Screening) -> list[str]:
    """Return the parameters, that of the largest effect first."""
    return sorted(screening.mu_star, key=lambda name: -screening.mu_star[name].value)


def by_share(variance: Variance) -> list[str]:
    """Return the parameters, that of the largest total share first."""
    return sorted(variance.total, key=lambda name: -_known(variance.total[name].value))


def _known(value: float) -> float:
    return value if math.isfinite(value) else -math.inf


def share_band(found: Band, lang: str) -> str:
    """Write the interval of a share of something."""
    return numbers.interval(numbers.share(found.lo, lang), numbers.share(found.hi, lang), lang)


def part(value: float) -> str:
    """Write a part of the variance in whole per cent; an estimate may lie below 0 or above 100."""
    if not math.isfinite(value):
        return numbers.UNKNOWN
    return f"{round(100 * value) + 0}%".replace("-", "−")


def part_band(found: Band, lang: str) -> str:
    """Write the interval of a part of the variance."""
    return numbers.interval(part(found.lo), part(found.hi), lang)


def listed(parts: list[str], lang: str) -> str:
    """Join the parts of a list."""
    return t("sensitivity.comma", lang).join(parts)


def screened(study: Sensitivity, metric: str, lang: str) -> list[str]:
    """Say which parameters move a metric, and which nobody can tell from luck."""
    found = study.screening[metric]
    if found is None:
        return [t("sensitivity.too_few", lang)]
    plan = study.plan
    moving = [
        t(
            "sensitivity.effect",
            lang,
            name=called(plan, name, lang),
            size=write_size(metric, found.change[name].value, lang),
            interval=interval(metric, found.change[name].lo, found.change[name].hi, lang),
        )
        for name in by_effect(found)
        if found.matters(name)
    ]
    still = [called(plan, name, lang) for name in by_effect(found) if not found.matters(name)]
    told = []
    if moving:
        names = t("sensitivity.semicolon", lang).join(moving)
        told.append(t("sensitivity.moves", lang, metric=label(metric, lang), names=names))
    if still:
        told.append(t("sensitivity.still", lang, names=listed(still, lang)))
    return told


def explained(study: Sensitivity, metric: str, lang: str) -> list[str]:
    """Say what makes the variance of a metric."""
    found = study.variance[metric]
    if found is None:
        return [t("sensitivity.too_few", lang)]
    told = []
    order = by_share(found)
    first = found.total[order[0]]
    if math.isfinite(first.value):
        name = order[0]
        told.append(
            t(
                "sensitivity.explains",
                lang,
                metric=label(metric, lang),
                name=called(study.plan, name, lang),
                first=part(found.first[name].value),
                first_interval=part_band(found.first[name], lang),
                total=part(first.value),
                total_interval=part_band(first, lang),
            )
        )
        alone = sum(max(one.value, 0.0) for one in found.first.values())
        if alone < 0.9 and not found.rough:
            told.append(t("sensitivity.together", lang, share=part(1 - alone)))
    else:
        told.append(t("sensitivity.only_luck", lang, metric=label(metric, lang)))
    if math.isfinite(found.noise.value):
        told.append(
            t(
                "sensitivity.luck",
                lang,
                share=numbers.share(found.noise.value, lang),
                interval=share_band(found.noise, lang),
                replicates=numbers.count("replicate", found.replicates, lang),
                left=numbers.share(found.noise_of_mean, lang),
            )
        )
    return told


def happening(case: Case, lang: str) -> str:
    """Say what is sought, as the heading of what is found."""
    metric = label(case.metric, lang)
    for key, bound in (("below", case.below), ("above", case.above)):
        if bound is not None:
            value = WRITERS[case.metric](bound, lang) if case.metric in WRITERS else str(bound)
            return t(f"sensitivity.{key}", lang, metric=metric, value=value)
    return metric


def discovered(study: Sensitivity, sought: Sought, lang: str) -> list[str]:
    """Say in which boxes something happens, how surely, and where that was checked."""
    found, case = sought.found, sought.case
    if found is None:
        return [t("sensitivity.too_few", lang)]
    overall = numbers.share(found.share, lang)
    asked = numbers.share(found.asked, lang)
    if found.share >= found.asked:
        return [_said("everywhere", case, lang, share=overall)]
    if not found.boxes:
        return [_said("nowhere", case, lang, share=overall, asked=asked)]
    told = [_said("overall", case, lang, share=overall)]
    if not found.boxes[0].dense:
        told.append(t("sensitivity.not_dense", lang, asked=asked))
    for k, box in enumerate(found.boxes):
        sentence = _said(
            "box",
            case,
            lang,
            density=numbers.share(box.density, lang),
            coverage=numbers.share(box.coverage, lang),
            where=where(study.plan, box, lang),
        )
        told.append(t("sensitivity.elsewhere", lang, sentence=sentence) if k else sentence)
        told.append(checked(box, lang))
    return told


def checked(box: Found, lang: str) -> str:
    """Say what a box was worth on points it had not seen."""
    if not box.points_unseen:
        return t("sensitivity.unchecked", lang)
    return t(
        "sensitivity.checked",
        lang,
        points=numbers.count("point", box.points_unseen, lang),
        density=numbers.share(box.density_unseen.value, lang),
        density_interval=share_band(box.density_unseen, lang),
        coverage=numbers.share(box.coverage_unseen.value, lang),
        coverage_interval=share_band(box.coverage_unseen, lang),
    )


def _said(what: str, case: Case, lang: str, **values: str) -> str:
    """Say something of a case: deaths have words of their own."""
    dead = _DEAD_BY.fullmatch(case.metric)
    if dead and case.below is None and case.above is None:
        return t(f"sensitivity.{what}.dead", lang, day=dead[1], **values)
    return t(f"sensitivity.{what}", lang, case=happening(case, lang), **values)


def where(plan: Plan, box: Found, lang: str) -> str:
    """Say what a box allows."""
    return t("sensitivity.and", lang).join(limit(plan, one, lang) for one in box.restrictions)


def limit(plan: Plan, one: Restriction, lang: str) -> str:
    """Say what is allowed of one parameter."""
    factor = plan.factors[one.factor]
    name = called(plan, factor.name, lang)
    limits = one.limits
    if limits.names is not None:
        words = factor.labels(factor.codes)
        options = [printable(str(words[k])) for k in sorted(limits.names)]
        return t(
            "sensitivity.one_of", lang, name=name, options=t("sensitivity.or", lang).join(options)
        )
    low, high = (number(x) for x in (limits.lo, limits.hi))
    if math.isinf(limits.hi):
        return t("sensitivity.least", lang, name=name, value=low)
    if math.isinf(limits.lo):
        return t("sensitivity.most", lang, name=name, value=high)
    if limits.lo == limits.hi:
        return t("sensitivity.equal", lang, name=name, value=low)
    return t("sensitivity.between", lang, name=name, low=low, high=high)


def number(value: float) -> str:
    """Write a value of a parameter as it was rounded, no digit more and none less."""
    return f"{value:.10g}".replace("-", "−")


def quasi_p(value: float) -> str:
    """Write a quasi-p-value."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def origin(study: Sensitivity, lang: str) -> str:
    """Say in one line where a study comes from."""
    return t(
        "sensitivity.origin",
        lang,
        runs=numbers.count("run", study.plan.runs, lang),
        replicates=numbers.count("replicate", study.plan.replicates, lang),
        days=numbers.count("day", study.plan.days, lang),
        seed=study.seed,
        scenario=study.hash,
        version=study.version,
        seconds=f"{study.wall_s:.1f}",
    )
