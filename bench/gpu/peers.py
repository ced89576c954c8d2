#!/usr/bin/env python3
"""Times flash-linear-attention's Triton ops at the shapes of shapes.json and cuBLAS at those of products.json, the way `Fla.Gpu bench` times ours: single calls
behind a flush of the level-2 cache, 30 samples queued at once, as called and replayed from a CUDA graph.

Results go to OUT.json as they come, and what is there is not timed again: several runs add up."""
import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = 30
WARM_UP = 0.1
FLUSH_BYTES = 256 << 20
COPIED_BYTES = 1 << 30
STEPS = 2
SLOTS = 64


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", metavar="OUT.json", type=pathlib.Path)
    parser.add_argument("--fla", metavar="PATH", required=True, help="the folder that has the package fla")
    parser.add_argument("--only", metavar="REGEX", default="", help="of names as 'kda B4 T4096 H64 D128', 'copy', 'cublas 4096x4096x4096'")
    parser.add_argument("--budget", metavar="S", type=float, default=float("inf"), help="start nothing after so many seconds")
    parser.add_argument("--cache", metavar="DIR", type=pathlib.Path, help="where Triton keeps code and tuning: give it again next time")
    parser.add_argument("--again", action="store_true", help="time also what OUT.json has")
    parser.add_argument("--since", type=float, default=time.time(), help=argparse.SUPPRESS)
    return parser.parse_args()


class Timer:
    def __init__(self, torch):
        self.torch = torch
        self.flushed = torch.empty(max(FLUSH_BYTES, 4 * getattr(torch.cuda.get_device_properties(0), "L2_cache_size", 0)), dtype=torch.uint8, device="cuda")

    def measure(self, call):
        torch = self.torch
        # The clocks rise with the load.
        start = time.perf_counter()
        while True:
            call()
            torch.cuda.synchronize()
            if time.perf_counter() - start > WARM_UP:
                break
        starts, ends = ([torch.cuda.Event(enable_timing=True) for _ in range(SAMPLES)] for _ in range(2))
        for first, last in zip(starts, ends):
            self.flushed.zero_()
            first.record()
            call()
            last.record()
        torch.cuda.synchronize()
        times = [first.elapsed_time(last) for first, last in zip(starts, ends)]
        tenths = statistics.quantiles(times, n=10, method="inclusive")
        return {"median": round(statistics.median(times), 5), "p10": round(tenths[0], 5), "p90": round(tenths[8], 5)}

    def replayed(self, call):
        graph = self.torch.cuda.CUDAGraph()
        with self.torch.cuda.graph(graph):
            call()
        return self.measure(graph.replay)


def fla_call(torch, op, b, t, h, d):
    """The op on random inputs: bf16, q and k normalised by the op, log-space gates (per head in fp32, per key in bf16 as its users
    have them), the final state written; a token alone reads a state too."""
    import torch.nn.functional as F

    def normal(*shape, dtype=torch.bfloat16):
        return torch.randn(*shape, device="cuda", dtype=dtype)

    q, k, v = (normal(b, t, h, d) for _ in range(3))
    options = {"output_final_state": True}
    if op in ("delta_rule", "gated_delta_rule", "kda"):
        options["beta"] = normal(b, t, h).sigmoid()
        options["use_qk_l2norm_in_kernel"] = True
    if op == "delta_rule":
        from fla.ops.delta_rule import chunk_delta_rule as function
    elif op == "kda":
        from fla.ops.kda import chunk_kda as function
        options["g"] = F.logsigmoid(normal(b, t, h, d))
    elif op == "gated_delta_rule" and t > 1:
        from fla.ops.gated_delta_rule import chunk_gated_delta_rule as function
        options["g"] = F.logsigmoid(normal(b, t, h, dtype=torch.float32))
    elif op == "gated_delta_rule":
        from fla.ops.gated_delta_rule import fused_recurrent_gated_delta_rule as function
        options["g"] = F.logsigmoid(normal(b, t, h, dtype=torch.float32))
        options["initial_state"] = normal(b, h, d, d, dtype=torch.float32)
    elif op == "linear_attn":
        from fla.ops.linear_attn import chunk_linear_attn as function
        options["normalize"] = False
    elif op == "simple_gla":
        from fla.ops.simple_gla import chunk_simple_gla as function
        options["g"] = F.logsigmoid(normal(b, t, h, dtype=torch.float32))
    elif op == "retention":
        from fla.ops.retention import chunk_retention as function
    elif op == "lightning_attn":
        from fla.ops.lightning_attn import chunk_lightning_attn as function
        options.update(layer_idx=0, num_layers=1)
    elif op == "gla":
        from fla.ops.gla import chunk_gla as function
        options["g"] = F.logsigmoid(normal(b, t, h, d))
    elif op == "rwkv6":
        from fla.ops.rwkv6 import chunk_rwkv6 as function
        options.update(w=F.logsigmoid(normal(b, t, h, d)), u=normal(h, d))
    elif op == "comba":
        from fla.ops.comba import chunk_comba as function
        options.update(p=F.normalize(normal(b, t, h, d), dim=-1), g=F.logsigmoid(normal(b, t, h, dtype=torch.float32)), beta=normal(b, t, h).sigmoid(), use_qk_l2norm_in_kernel=True)
    elif op == "gdn2":
        from fla.ops.gdn2 import chunk_gdn2 as function
        options.update(g=F.logsigmoid(normal(b, t, h, d)), b=normal(b, t, h, d).sigmoid(), w=normal(b, t, h, d).sigmoid(), use_qk_l2norm_in_kernel=True)
    elif op == "gated_delta_product":
        from fla.ops.gated_delta_product import chunk_gated_delta_product as function
        k, v = (normal(b, STEPS * t, h, d) for _ in range(2))
        options.update(g=F.logsigmoid(normal(b, t, h, dtype=torch.float32)), beta=normal(b, STEPS * t, h).sigmoid(), num_householder=STEPS, use_qk_l2norm_in_kernel=True)
    elif op in ("iplr_delta_rule", "dplr_delta_rule", "rwkv7"):
        # As RWKV-7 has them: a reads along a normalised key, b takes a part of it away.
        a = F.normalize(normal(b, t, h, d), dim=-1)
        options.update(a=-a, b=a * normal(b, t, h, d).sigmoid())
        gate = -0.606531 * normal(b, t, h, d).sigmoid()
        if op == "iplr_delta_rule":
            from fla.ops.generalized_delta_rule import chunk_iplr_delta_rule as function
        elif op == "dplr_delta_rule":
            from fla.ops.generalized_delta_rule import chunk_dplr_delta_rule as function
            options["gk"] = gate
        else:
            from fla.ops.rwkv7 import chunk_rwkv7
            return lambda: chunk_rwkv7(q, gate, k, v, **options)
    elif op == "gsa":
        from fla.ops.gsa import chunk_gsa as function
        g = F.logsigmoid(normal(b, t, h, SLOTS))
        options.update(s=(1 - g.float().exp()).to(g.dtype), g=g)
    elif op == "hgrn":
        # The faster of its two forms there.
        from fla.ops.hgrn import chunk_hgrn
        x, g = normal(b, t, h * d), F.logsigmoid(normal(b, t, h * d))
        return lambda: chunk_hgrn(x, g, output_final_state=True)
    else:
        raise ValueError(f"nobody calls {op} here")
    return lambda: function(q, k, v, **options)


def time_fla(torch, timer, shape):
    call = fla_call(torch, shape["op"], *(shape[axis] for axis in "bthd"))
    start = time.perf_counter()
    o, state = call()
    torch.cuda.synchronize()
    row = {"firstCallS": round(time.perf_counter() - start, 1)}
    if not all(x.isfinite().all() for x in (o, *(state if isinstance(state, (list, tuple)) else (state,)))):
        raise ArithmeticError("its results are not finite")
    del o, state
    row["called"] = timer.measure(call)
    try:
        row["graph"] = timer.replayed(call)
    except Exception as e:
        row["graphFailure"] = message(e)
    return row


def time_copy(torch, timer):
    source = torch.randint(0, 256, (COPIED_BYTES,), dtype=torch.uint8, device="cuda")
    target = torch.empty_like(source)
    called = timer.measure(lambda: target.copy_(source))
    return {"called": called, "TBs": round(2e-9 * COPIED_BYTES / called["median"], 3)}


def time_cublas(torch, timer, m, n, k):
    a, b, c = (torch.rand(*shape, device="cuda", dtype=torch.bfloat16) - 0.5 for shape in ((m, k), (k, n), (m, n)))
    called = timer.measure(lambda: torch.matmul(a, b, out=c))
    return {"called": called, "TFLOPs": round(2e-9 * m * n * k / called["median"], 1)}


def items():
    yield "copy", time_copy
    for shape in json.loads((HERE / "products.json").read_text()):
        yield "cublas {m}x{n}x{k}".format(**shape), lambda torch, timer, shape=shape: time_cublas(torch, timer, shape["m"], shape["n"], shape["k"])
    for shape in json.loads((HERE / "shapes.json").read_text()):
        name = "{op} B{b} T{t} H{h} D{d}".format(**shape)
        yield name, lambda torch, timer, shape=shape: time_fla(torch, timer, shape)


def message(e):
    return f"{type(e).__name__}: {e}"[:300]


def driver():
    try:
        query = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        return subprocess.run(query, capture_output=True, text=True, timeout=30).stdout.split("\n")[0]
    except (OSError, subprocess.SubprocessError):
        return ""


def machine(torch):
    import fla
    import triton
    return {
        "device": torch.cuda.get_device_name(),
        "driver": driver(),
        "fla": fla.__version__,
        "torch": str(torch.__version__),
        "triton": triton.__version__,
        "cuda": torch.version.cuda,
    }


def save(out, page):
    part = out.with_suffix(".part")
    part.write_text(json.dumps(page, indent=2) + "\n")
    part.replace(out)


def start_again(torch, since):
    """A kernel that faults takes the process's GPU along: another process goes on with the next item."""
    try:
        torch.cuda.synchronize()
    except Exception:
        os.execv(sys.executable, [sys.executable, *sys.argv, "--since", str(since)])


def main():
    args = arguments()
    if args.cache:
        args.cache.mkdir(parents=True, exist_ok=True)
        os.environ["TRITON_CACHE_DIR"] = str(args.cache.resolve())
        os.environ["FLA_CACHE_RESULTS"] = "1"
    sys.path.insert(0, args.fla)
    import torch

    here = machine(torch)
    page = json.loads(args.out.read_text()) if args.out.exists() else {"machine": here, "rows": {}}
    if {**page["machine"], "driver": ""} != {**here, "driver": ""}:
        sys.exit(f"{args.out} has the numbers of {page['machine']}, this is {here}: name another file")
    page["machine"] = here
    timer = Timer(torch)
    for name, measure in items():
        old = page["rows"].get(name, {"at": 0})
        done = "called" in old
        if not re.search(args.only, name) or (done and not args.again) or old["at"] >= args.since:
            continue
        if time.time() - args.since > args.budget:
            print("no time left for", name, flush=True)
            continue
        try:
            with torch.inference_mode():
                row = measure(torch, timer)
        except Exception as e:
            row = {"failure": message(e)}
        row["at"] = time.time()
        # A failure does not take the place of numbers.
        page["rows"][name] = row if "called" in row or not done else {**old, "at": row["at"]}
        page["date"] = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
        save(args.out, page)
        print(name, json.dumps(row), flush=True)
        if "failure" in row or "graphFailure" in row:
            start_again(torch, args.since)
        torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
