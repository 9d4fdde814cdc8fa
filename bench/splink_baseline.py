"""Splink over the records of bench/identity.ts: comparable comparisons, blocking and training; its best threshold counts.

The one file that is no TypeScript: Splink is Python. Written for the interface of Splink 5. Exit 3: not installed.
"""
import json
import sys
import time
import unicodedata

try:
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
except ImportError:
    sys.exit(3)


def plain(text):
    if text is None:
        return None
    folded = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in folded if not unicodedata.combining(c)) or None


def row(line):
    told = json.loads(line)
    words = (plain(told["name"]) or "").split()
    login = plain(told["login"])
    return {
        "unique_id": told["alias"],
        "source_dataset": told["directory"],
        "person": told["person"],
        "given": words[0] if len(words) > 1 else None,
        "family": words[-1] if words else None,
        "local": login.split("@")[0].replace(".", "") if login else None,
        **{key: plain(told[key]) for key in ("number", "phone", "started", "title", "department", "location")},
    }


def main():
    frame = pd.DataFrame([row(line) for line in open(sys.argv[1], encoding="utf-8")])
    used = [c for c in ("local", "number", "phone", "started", "title", "department", "location") if frame[c].notna().any()]
    comparisons = [cl.ForenameSurnameComparison("given", "family")]
    for column in used:
        if column in ("number", "phone", "started"):
            comparisons.append(cl.LevenshteinAtThresholds(column, [1]))
        else:
            comparisons.append(cl.JaroWinklerAtThresholds(column, [0.88]).configure(term_frequency_adjustments=column != "local"))
    rules = [block_on("given", "family"), block_on("family", "substr(given, 1, 1)")]
    rules += [block_on(c) for c in ("local", "number", "phone") if c in used]
    rules += [block_on("given", c) for c in ("department", "location", "started") if c in used]
    rules += [block_on("family", c) for c in ("department", "location", "started") if c in used]
    rules += [block_on("started", c) for c in ("department", "location") if c in used and "started" in used]
    begun = time.time()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )
    api = DuckDBAPI()
    parts = [api.register(part.reset_index(drop=True), dataset_display_name=name) for name, part in frame.groupby("source_dataset")]
    linker = Linker(parts, settings, log_level="ERROR")
    strict = [block_on(c, "family") for c in ("number", "phone", "local") if c in used]
    linker.training.estimate_probability_two_random_records_match(strict, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in [block_on("given", "family")] + [block_on(c) for c in ("number", "phone", "local") if c in used]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.3)
    seconds = time.time() - begun
    actual = sum(n * (n - 1) // 2 for n in frame.groupby("person").size())
    truth = dict(zip(frame["unique_id"], frame["person"]))
    best = None
    for threshold in (0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold).as_pandas_dataframe()
        clusters["person"] = clusters["unique_id"].map(truth)
        claimed = sum(n * (n - 1) // 2 for n in clusters.groupby("cluster_id").size())
        hits = sum(n * (n - 1) // 2 for n in clusters.groupby(["cluster_id", "person"]).size())
        f1 = 2 * hits / (claimed + actual)
        if best is None or f1 > best[0]:
            best = (f1, hits, claimed)
    print(json.dumps({"hits": best[1], "claimed": best[2], "actual": actual, "seconds": seconds}))


main()
