"""The sources as git sees them: tracked, and new ones that are not ignored."""

import functools
import subprocess
from pathlib import Path


@functools.lru_cache
def sources() -> dict[str, str]:
    """Path to text of the C++ and CUDA sources outside tests/."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=True).stdout.splitlines()
    return {
        path: Path(path).read_text(encoding="utf-8")
        for path in sorted(listed)
        if path.endswith((".h", ".cpp", ".cu", ".cuh"))
        and not path.startswith("tests/")
        and Path(path).exists()
    }
