#!/usr/bin/env python3
"""Rewrites sections of bench/RESULTS.md: <!-- gpu --> from `Fla.Gpu bench --out OURS.json` and `peers.py PEERS.json`,
<!-- gpu-regret --> from `Fla.Gpu regret --out REGRET.json`.

Made for reading: every shape of shapes.json has its row, also one that has no kernel or misses its figure."""
import argparse
import json
import math
import pathlib
import statistics

HERE = pathlib.Path(__file__).resolve().parent
NOTES = "## Notes"
REGRET_COLUMNS = ["op", "shape", "element", "cost model, ms", "its choice", "best, ms", "best variant", "regret"]
REGRET_MEAN, REGRET_WORST, REGRET_ROWS = 1.15, 1.4, 8
PRODUCT_COLUMNS = ["m × n × k", "kernel", "ours, ms", "TFLOP/s", "cuBLAS, ms", "TFLOP/s", "of cuBLAS", "must", "reached", "error"]
COLUMNS = ["op", "shape", "kernel", "ours", "graph", "FLA", "FLA graph", "ratio", "must", "aim", "reached", "% of copy", "error"]
NONE = "–"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", metavar="OURS.json", type=pathlib.Path, nargs="?")
    parser.add_argument("peers", metavar="PEERS.json", type=pathlib.Path, nargs="?")
    parser.add_argument("--regret", metavar="REGRET.json", type=pathlib.Path)
    parser.add_argument("--page", metavar="FILE", type=pathlib.Path, default=HERE.parent / "RESULTS.md")
    args = parser.parse_args()
    if (args.ours is None) != (args.peers is None) or args.ours is None and args.regret is None:
        parser.error("name OURS.json and PEERS.json, or --regret REGRET.json, or all three")
    return args


# Beside q, k, v and o: rows of D in the element type, steps a token, fp32 gates of D channels, and whether there is a beta.
EXTRA = {
    "delta_rule": {"beta": 1}, "gated_delta_rule": {"beta": 1}, "kda": {"beta": 1, "gates": 1}, "simple_gla": {}, "gla": {"gates": 1}, "rwkv6": {"gates": 1},
    "comba": {"beta": 1, "rows": 1}, "gdn2": {"rows": 2, "gates": 1}, "gated_delta_product": {"beta": 1, "steps": 2},
    "iplr_delta_rule": {"rows": 2}, "dplr_delta_rule": {"rows": 2, "gates": 1}, "rwkv7": {"rows": 2, "gates": 1},
}
GATE_A_HEAD = ("gated_delta_rule", "simple_gla", "comba", "gated_delta_product")


def compulsory_bytes(shape):
    """All that is read and written once: bf16, gates and states fp32."""
    b, t, h, d = (shape[axis] for axis in "bthd")
    if shape["op"] == "gsa":
        return b * t * h * (4 * d * 2 + shape["m"] * (2 + 4)) + b * h * 2 * d * shape["m"] * 4
    if shape["op"] == "hgrn":
        # x, o and g, and a state of the channels.
        return b * t * h * d * (2 * 2 + 4) + b * h * d * 4
    extra = EXTRA.get(shape["op"], {})
    steps = extra.get("steps", 1)
    row = 2 * d * (2 + 2 * steps + extra.get("rows", 0)) + 2 * steps * extra.get("beta", 0) + 4 * (d * extra.get("gates", 0) + (shape["op"] in GATE_A_HEAD))
    states = 2 if t == 1 else 1
    return b * t * h * row + b * h * d * d * 4 * states


def median(row, how):
    return row[how]["median"] if row and how in row else None


def ms(value):
    return NONE if value is None else f"{value:.3f}" if value >= 0.1 else f"{value:.4f}"


def spread(row, how):
    return NONE if median(row, how) is None else "{} ({}–{})".format(*(ms(row[how][q]) for q in ("median", "p10", "p90")))


def ratio_of(ours, peer):
    return peer / ours if ours and peer else None


def figures(shape, name):
    """Pairs of what is measured and the figure for it, as the table writes them."""
    if name in shape:
        yield "called", shape[name], ms(shape[name])
    if name + "Graph" in shape:
        yield "graph", shape[name + "Graph"], f"graph {ms(shape[name + 'Graph'])}"
    if name + "Ratio" in shape:
        yield "ratio", shape[name + "Ratio"], f"{shape[name + 'Ratio']}× FLA"


def reaches(values, shape, name):
    """Null when what a figure is about was not measured."""
    reached = True
    for what, figure, _ in figures(shape, name):
        if values[what] is None:
            return None
        reached &= values[what] >= figure if what == "ratio" else values[what] <= figure
    return reached


def verdict(values, shape):
    must = reaches(values, shape, "must")
    if must is None:
        return "not measured"
    return "**missed**" if not must else "aim" if reaches(values, shape, "aim") else "must"


def line(shape, ours, peers):
    same = [row for row in ours["rows"] if all(row[axis] == shape[axis] for axis in ("op", *"bthd"))]
    timed = [row for row in same if "called" in row]
    best = min(timed, key=lambda row: row["called"]["median"], default=None)
    peer = peers["rows"].get("{op} B{b} T{t} H{h} D{d}".format(**shape))
    values = {how: median(best, how) for how in ("called", "graph")}
    values["ratio"] = ratio_of(values["called"], median(peer, "called"))
    in_graphs = ratio_of(values["graph"], median(peer, "graph"))
    share = compulsory_bytes(shape) / values["called"] / 1e9 / ours["copyTBs"] if best else None
    return [
        shape["op"] if shape["t"] > 1 else f"{shape['op']}, decoding",
        "B{b} T{t} H{h} D{d}".format(**shape),
        f"`{best['kernel']}`{segments_of(best)}" if best else "; ".join(f"`{row['kernel']}`: {row['failure']}" for row in same) or "no kernel",
        spread(best, "called"),
        ms(values["graph"]),
        "failed" if peer and "failure" in peer else ms(median(peer, "called")),
        "failed" if peer and "graphFailure" in peer else ms(median(peer, "graph")),
        (f"{values['ratio']:.2f}" if values["ratio"] else NONE) + (f" (graph {in_graphs:.2f})" if in_graphs else ""),
        ", ".join(text for *_, text in figures(shape, "must")),
        ", ".join(text for *_, text in figures(shape, "aim")),
        verdict(values, shape),
        f"{share:.0%}" if best else NONE,
        f"{best['error']:.1e}".replace("e-0", "e-") if best else NONE,
    ]


def segments_of(row):
    """Behind a kernel that ran a sequence in segments."""
    return f" × {row['segments']} segments" if row.get("segments", 1) > 1 else ""


def failures(ours, peers):
    for row in ours["rows"]:
        if "failure" in row:
            yield "{kernel} at {op} B{b} T{t} H{h} D{d}: {failure}".format(**row)
    for row in ours.get("products", []):
        if "failure" in row:
            yield "{kernel} at {m} × {n} × {k}: {failure}".format(**row)
    for name, row in peers["rows"].items():
        for which, of in (("failure", "FLA"), ("graphFailure", "FLA in a graph")):
            if which in row:
                yield f"{of}, {name}: {row[which]}"


def product_line(shape, ours, peers):
    same = [row for row in ours.get("products", []) if all(row[axis] == shape[axis] for axis in "mnk")]
    best = min((row for row in same if "called" in row), key=lambda row: row["called"]["median"], default=None)
    peer = peers["rows"].get("cublas {m}x{n}x{k}".format(**shape), {})
    ratio = ratio_of(median(best, "called"), median(peer, "called"))
    must = shape.get("must")
    return [
        "{m} × {n} × {k}".format(**shape),
        f"`{best['kernel']}`" if best else "not measured",
        spread(best, "called"),
        str(best["teraflops"]) if best else NONE,
        "failed" if "failure" in peer else ms(median(peer, "called")),
        str(peer["TFLOPs"]) if "TFLOPs" in peer else NONE,
        f"{ratio:.0%}" if ratio else NONE,
        f"{must:.0%}" if must else "",
        "" if not must else "not measured" if not ratio else "must" if ratio >= must else "**missed**",
        f"{best['error']:.1e}".replace("e-0", "e-") if best else NONE,
    ]


def product_section(products, ours, peers):
    return [
        "### Matrix product beside cuBLAS",
        "",
        "The plain template `c = a·b` of the tests in bf16, [m, k] by [k, n], timed like the ops; of its tilings the fastest at each shape. Error: relative, of some rows against sums in double.",
        "",
        table(PRODUCT_COLUMNS),
        table(["---"] * len(PRODUCT_COLUMNS)),
        *(table(product_line(shape, ours, peers)) for shape in products),
        "",
    ]


def section(shapes, products, ours, peers):
    machine = peers["machine"]
    driver = f"driver {ours['driver']}" + (f" (FLA's run {machine['driver']})" if machine["driver"] not in ("", ours["driver"]) else "")
    facts = [f"a copy of 1 GB on the device {ours['copyTBs']:.2f} TB/s", f"two events with nothing between them {ours['nothing']['median'] * 1000:.1f} µs"]
    if "TBs" in peers["rows"].get("copy", {}):
        facts.append("PyTorch's copy {} TB/s".format(peers["rows"]["copy"]["TBs"]))
    rows = [line(shape, ours, peers) for shape in shapes]
    missing = [clean(text) for text in failures(ours, peers)]
    return "\n".join([
        "## On a GPU",
        "",
        f"Made by `bench/gpu/results.py` from `Fla.Gpu bench` ({ours['date']}) and `bench/gpu/peers.py` ({peers.get('date', NONE)}): {ours['device']}, {driver}.",
        "",
        f"FLA is flash-linear-attention {machine['fla']}, Triton {machine['triton']}, PyTorch {machine['torch']}, CUDA {machine['cuda']}. Milliseconds, median (p10–p90) of single calls with a cold",
        "level-2 cache, queued behind its flush, so that host time counts as far as it is longer; then replayed from a CUDA graph. bf16, q and k normalised by the kernel of the delta rules, final state written; decoding",
        "reads a state in fp32. Gates are fp32, FLA's per key bf16. Ratio is FLA / ours. % of copy: q, k, v, o, beta, g and states moved once, against the copy's bandwidth. Error: relative, of a small call of the same kernel against the oracle in double.",
        "Measured in the same runs: " + ", ".join(facts) + ".",
        *first_call(ours, peers),
        "",
        table(COLUMNS),
        table(["---"] * len(COLUMNS)),
        *(table(cells) for cells in rows),
        *(["", "Failed:", "", *(f"- {text}" for text in missing)] if missing else []),
        "",
        *product_section(products, ours, peers),
    ])


def first_call(ours, peers):
    if not ours.get("firstCall"):
        return ["The first call of a process was not measured."]
    theirs = [row["firstCallS"] for row in peers["rows"].values() if "firstCallS" in row]
    parts = []
    for name, must, aim in (("cold", 4, 2), ("warm", 1, 0.5)):
        seconds = ours["firstCall"][name]
        verdict = "**missed**" if seconds > must else "aim" if seconds <= aim else "must"
        parts.append(f"{'nothing cached' if name == 'cold' else 'compiled by an earlier one'} {seconds:.2f} s (must {must}, aim {aim}: {verdict})")
    return ["First call of a process, from its start to the result (gated delta rule, B1 T2048 H8 D128): " + ", ".join(parts) + (f"; FLA's, which tunes, up to {max(theirs):.0f} s." if theirs else ".")]


def clean(text):
    return " ".join(text.split()).replace("|", "\\|")


def table(cells):
    return "| " + " | ".join(clean(cell) for cell in cells) + " |"


def regret_section(results):
    timed = sorted((row for row in results["rows"] if "regret" in row), key=lambda row: -row["regret"])
    failed = [row for row in results["rows"] if "failure" in row]
    mean = math.exp(statistics.fmean(math.log(row["regret"]) for row in timed))
    worst, chosen = timed[0]["regret"], sum(row["choice"] == row["best"] for row in timed)
    reached = "reached" if mean <= REGRET_MEAN and worst <= REGRET_WORST else "**missed**"
    return "\n".join([
        "## Choosing without measuring, on a GPU",
        "",
        f"How many times the best variant's time a choice takes, over random shapes of all ops (seed {results['seed']}) and those of `bench/gpu/shapes.json`, without any tuning results. Made by `bench/gpu/results.py` from",
        f"`Fla.Gpu regret` ({results['date']}): {results['device']}, driver {results['driver']}. The worst {min(REGRET_ROWS, len(timed))}:",
        "",
        table(REGRET_COLUMNS),
        table(["---"] * len(REGRET_COLUMNS)),
        *(table([row["op"], row["shape"], row["element"], ms(row["choiceMs"]), f"`{row['choice']}`", ms(row["bestMs"]), f"`{row['best']}`", f"{row['regret']:.2f}"]) for row in timed[:REGRET_ROWS]),
        "",
        f"Geometric mean {mean:.3f}, worst {worst:.2f} (to reach: {REGRET_MEAN} and {REGRET_WORST}; {reached}); best variant chosen {chosen} of {len(timed)}.",
        *(["", "Failed:", "", *(f"- {row['op']} {row['shape']} {row['element']}: {clean(row['failure'])}" for row in failed)] if failed else []),
        "",
    ])


def replaced(page, name, text):
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    text = opening + text + closing
    begin, end = page.find(opening), page.find(closing)
    if 0 <= begin < end:
        return page[:begin] + text + page[end + len(closing):]
    notes = page.find(NOTES)
    return f"{page}\n{text}" if notes < 0 else f"{page[:notes]}{text}\n{page[notes:]}"


def main():
    args = arguments()
    page = args.page.read_text()
    if args.ours:
        shapes, products, ours, peers = (json.loads(file.read_text()) for file in (HERE / "shapes.json", HERE / "products.json", args.ours, args.peers))
        if ours["device"] != peers["machine"]["device"]:
            raise SystemExit(f"ours was measured on {ours['device']}, FLA on {peers['machine']['device']}")
        page = replaced(page, "gpu", section(shapes, products, ours, peers))
    if args.regret:
        page = replaced(page, "gpu-regret", regret_section(json.loads(args.regret.read_text())))
    args.page.write_text(page)


if __name__ == "__main__":
    main()
