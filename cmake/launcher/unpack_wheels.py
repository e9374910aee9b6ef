#!/usr/bin/env python3
"""unpack_wheels.py FOLDER WHEEL...: lays wheels out as an installed toolkit: bin, include, lib.

pip itself does not serve: with --target it drops a wheel's data files, and where --prefix puts them
differs between distributions.
"""

import re
import sys
import zipfile
from pathlib import Path

PREFIX = re.compile(r"(?:[^/]+\.data/data/|nvidia/[^/]+/)?(?=(?:bin|include|lib|nvvm|share)/)")
VERSIONED = re.compile(r"(lib.+\.so)(\.\d+)(\.\d+)*")


def unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in filter(lambda member: not member.is_dir(), archive.infolist()):
            path = PREFIX.sub("", member.filename, count=1)
            if ".dist-info/" in path:
                path = f"share/{path}"  # the licences
            elif not PREFIX.match(member.filename):
                continue  # Python's half
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(member))
            target.chmod(0o755 if member.external_attr >> 16 & 0o111 else 0o644)


def link_libraries(lib: Path) -> None:
    """Wheels hold no links: several copies of one library become one, and libx.so.9 gets its libx.so."""
    for library in sorted(lib.glob("lib*.so*")):
        soname = VERSIONED.fullmatch(library.name)
        if soname and soname[3] and (lib / (soname[1] + soname[2])).exists():
            library.unlink()
            library.symlink_to(soname[1] + soname[2])
        elif soname and not soname[3]:
            (lib / soname[1]).unlink(missing_ok=True)
            (lib / soname[1]).symlink_to(library.name)


def main() -> None:
    folder = Path(sys.argv[1])
    for wheel in sys.argv[2:]:
        unpack(Path(wheel), folder)
    link_libraries(folder / "lib")
    (folder / "lib64").symlink_to("lib")


main()
