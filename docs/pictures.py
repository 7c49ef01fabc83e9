"""Draw the README's pictures: what `salesctl demo` prints, drawn by itself. They change when anything stored does.

python docs/pictures.py            draw them
python docs/pictures.py --check    exit 1 where one is not current; tests/demo does the same
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

DOCS = Path(__file__).resolve().parent
PICTURES = {"zh": DOCS / "demo.svg", "en": DOCS / "demo.en.svg"}
WORDS = ("demo", "--until", "2026-11-20", "--seed", "1")


def draw(lang: str, target: Path) -> None:
    """Draw the picture of a language, in a home of its own."""
    with TemporaryDirectory(prefix="salesctl-demo-") as home:
        places = {f"XDG_{name}_HOME": str(Path(home) / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
        env = {k: v for k, v in os.environ.items() if not k.startswith("SALESCTL_")} | places
        env |= {"PYTHONPATH": str(DOCS.parent), "SALESCTL_LANG": lang}
        made = [sys.executable, "-m", "salesctl", *WORDS, "--picture", str(target), "--force"]
        subprocess.run(made, env=env, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Draw both, or compare them with what is there."""
    if "--check" not in sys.argv:
        for lang, path in PICTURES.items():
            draw(lang, path)
        return 0
    stale = []
    with TemporaryDirectory() as folder:
        for lang, path in PICTURES.items():
            draw(lang, Path(folder) / path.name)
            if (Path(folder) / path.name).read_bytes() != path.read_bytes():
                stale.append(path.name)
    print("\n".join(f"{name} is not current: python docs/pictures.py" for name in stale))
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
