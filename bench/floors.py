"""What may not fall: dev scores held against `floors.json`.

    python -m bench.floors --data DIR [--only speech] [--raise]

Each bench is run once and its figures are laid beside the floors: a floor is the score when it was set, less the
noise that as many items have. The corpora are known by a digest of their files, so a score on other data is no
comparison. `--raise` writes the scores of today as floors where they are higher; a floor is lowered by hand only,
with the reason in the changelog.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("floors.json")
PAGES = Path(__file__).parents[1] / "training" / "pages"
# Each bench that prints JSON, and the folders of DATA it measures on; none: our own pages.
BENCHES: dict[str, tuple[str, ...]] = {
    "reading": (),
    "attribution": (),
    "srl": ("propbank_srl",),
    "speech": ("polnear/dev", "gum-attribution"),
    "dates": ("tempeval3", "wikiwars"),
    "figures": ("newsquant",),
    "factuality": ("factuality",),
    "plover": ("plover_gsr",),
}
NOISE = 1.0  # points below the score at which a floor is set; about a quarter of the 95 % interval of our dev pages


def digest(folders: list[Path]) -> str:
    """Which files these are: names and contents."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def scores(name: str, data: Path) -> dict[str, float]:
    """One bench's figures by name: "PolNeAR dev.all.attribution_f1"."""
    command = [sys.executable, "-m", f"bench.{name}", "--json"]
    if BENCHES[name]:
        command += ["--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench.{name}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}")
    return dict(_flat(json.loads(done.stdout)))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, float(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of unpacked sets")
    parser.add_argument("--only", choices=sorted(BENCHES), help="one bench alone")
    parser.add_argument("--raise", dest="lift", action="store_true", help="write higher scores as the new floors")
    args = parser.parse_args()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    fallen = 0
    for name in [args.only] if args.only else BENCHES:
        folders = [args.data / folder for folder in BENCHES[name]] or sorted(
            {path.parent for path in PAGES.rglob("*.txt") if "\nsplit: dev" in path.read_text(encoding="utf-8")}
        )
        today, corpus = scores(name, args.data), digest(folders)
        known = floors.setdefault(name, {"corpus": corpus, "noise": NOISE, "floors": {}})
        if known["corpus"] != corpus:
            print(f"{name}: other data than the floors were set on ({corpus}, not {known['corpus']}); not compared")
            if not args.lift:
                continue
            known["corpus"], known["floors"] = corpus, {}
        for key, value in today.items():
            floor = known["floors"].get(key)
            if floor is not None and value < floor:
                fallen += 1
                print(f"{name}: {key} fell to {value:g}, the floor is {floor:g}")
            least = round(value - known["noise"] * (0.01 if value <= 1.0 else 1.0), 3)
            if args.lift and _is_score(key) and least > known["floors"].get(key, -1.0):
                known["floors"][key] = least
        print(f"{name}: {len(known['floors'])} floors, {fallen} fallen so far")
    if args.lift:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.exit(1 if fallen else 0)


def _is_score(key: str) -> bool:
    """Whether a figure is an F1 or a share that ought to be high: no count, no risk, no time."""
    last = key.rpartition(".")[2]
    return key.startswith("scores.") or "F1" in last or last.endswith(("_f1", "accuracy"))


if __name__ == "__main__":
    main()
