#!/usr/bin/env python3
"""Writes the values that the statistics of a study are tested against, as SciPy and NumPy have them.

    pip install scipy
    scripts/study/reference-statistics.py > tests/fixtures/statistics.json

The file that is there was written with the versions that it names.
"""

import itertools
import json
import sys

import numpy
import scipy
from scipy import stats


def differences(random, size, ties):
    """Differences, of few values each where ties are wanted."""
    if ties:
        return [float(value) for value in random.integers(-6, 8, size)]
    return [round(float(value), 6) for value in random.normal(0.3, 1.0, size)]


def exact(values, side):
    """The exact p-value over all signs, by enumeration where there are ties, else SciPy's own."""
    differ = numpy.array([value for value in values if value != 0])
    if len(differ) == 0:
        return 1.0
    tied = len(set(abs(differ))) < len(differ)
    if tied and len(differ) <= 12:
        method = stats.PermutationMethod(n_resamples=2 ** 13)
        return float(stats.wilcoxon(differ, alternative=side, method=method).pvalue)
    return None if tied else float(stats.wilcoxon(differ, alternative=side, method="exact").pvalue)


def main():
    """Prints everything."""
    random = numpy.random.default_rng(20260101)
    cases = []
    for size, ties in itertools.product((1, 2, 5, 6, 9, 12, 20, 35, 50), (False, True)):
        values = differences(random, size, ties)
        for side in ("two-sided", "greater"):
            p = exact(values, side)
            if p is not None:
                cases.append({"differences": values, "side": side, "p": p})
    for ties in (False, True):
        values = differences(random, 120, ties)
        for side in ("two-sided", "greater"):
            result = stats.wilcoxon(values, alternative=side, method="asymptotic", correction=False)
            cases.append({"differences": values, "side": side, "p": float(result.pvalue)})
    samples = [[round(float(value), 6) for value in random.gamma(2.0, 3.0, size)] for size in (1, 2, 3, 7, 20)]
    shifted = [{"values": values, "shift": shift,
                "mean": float(stats.gmean(numpy.array(values) + shift) - shift)} for values in samples for shift in (0.0, 1.0, 10.0)]
    quantiles = [{"values": values, "share": share, "quantile": float(numpy.quantile(values, share))}
                 for values in samples for share in (0.0, 0.025, 0.25, 0.5, 0.9, 1.0)]
    ranked = [[float(value) for value in random.integers(0, 9, size)] for size in (1, 4, 15)]
    pairs = [([float(v) for v in random.integers(0, 9, n)], [float(v) for v in random.integers(2, 12, m)])
             for n, m in ((1, 1), (3, 5), (20, 17))]
    effects = [{"one": one, "other": other,
                "a": float(stats.mannwhitneyu(one, other).statistic / (len(one) * len(other)))} for one, other in pairs]
    survival = []
    for size in (1, 6, 30):
        seconds = [round(float(value), 1) for value in random.exponential(5.0, size)]
        happened = [bool(value) for value in random.integers(0, 4, size) > 0]
        data = stats.CensoredData.right_censored(seconds, [not value for value in happened])
        curve = stats.ecdf(data).cdf
        steps = [[float(x), float(y)] for x, y, before in
                 zip(curve.quantiles, curve.probabilities, [0.0, *curve.probabilities]) if y > before]
        survival.append({"seconds": seconds, "happened": happened, "steps": steps})
    p_values = [[0.01, 0.04, 0.03, 0.005], [0.5, 0.9], [0.02, 0.02, 0.02], [0.2]]
    corrected = []
    for values in p_values:
        # Holm's values are not in SciPy; the definition, written as a maximum.
        order = sorted(range(len(values)), key=values.__getitem__)
        holm = [0.0] * len(values)
        for rank, position in enumerate(order):
            holm[position] = max(min(1.0, (len(values) - earlier) * values[order[earlier]]) for earlier in range(rank + 1))
        corrected.append({"p": values, "holm": holm})
    tails = [{"z": z, "p": float(stats.norm.sf(z))} for z in (-8.0, -1.0, 0.0, 0.5, 1.959964, 5.0, 20.0)]
    json.dump({"versions": {"scipy": scipy.__version__, "numpy": numpy.__version__, "python": sys.version.split()[0]},
               "signed_rank": cases, "shifted_geometric_mean": shifted, "quantile": quantiles,
               "ranks": [{"values": values, "ranks": [float(rank) for rank in stats.rankdata(values)]} for values in ranked],
               "vargha_delaney": effects, "kaplan_meier": survival, "holm": corrected, "upper_tail": tails},
              sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
