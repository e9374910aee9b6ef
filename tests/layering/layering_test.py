#!/usr/bin/env python3
"""Who may include whom, where the headers of other libraries may appear, and that nothing is
compiled conditionally. Run in the project's root."""

import os
import re
import sys

from sources import sources

MAY_INCLUDE = {
    "harness": {"harness"},
    "kernels": {"kernels", "harness"},
    "reports": {"reports", "harness"},
    "models": {"models", "kernels", "harness"},
    "suites": {"suites", "models", "kernels", "reports", "harness"},
}

GPU_FILE = r"harness/cuda/.*|.*\.cu|(kernels|models)/.*_(cuda|cub|cublas|cudnn|nccl)\.cpp"
# Headers of a library, and the files that wrap it.
WRAPPED = [
    (r"benchmark/", r"harness/[^/]*\.cpp"),
    (r"nvtx3/|nvToolsExt", r"harness/(cuda/)?[^/]*nvtx[^/]*\.cpp"),
    (r"nvml", r"harness/(cuda/)?[^/]*nvml[^/]*\.cpp"),
    (r"cudnn", r"harness/cuda/.*|(kernels|models)/.*(_cudnn\.cpp|/cuda/.*)"),
    (r"cublas", r"harness/cuda/.*|(kernels|models)/.*(_cublas\.cpp|/cuda/.*)"),
    (r"nccl", r"harness/cuda/.*|(kernels|models|harness)/.*nccl[^/]*\.cpp"),
    (r"cub/|thrust/", r".*\.cu"),
    (r"cuda|cooperative_groups|cufft|cusparse|cupti|curand|mma\.h", GPU_FILE + r"|models/.*/cuda/.*"),
    (r"(oneapi/)?dnnl", r"(kernels|models)/.*(_onednn\.cpp|/cpu/.*)"),
    (r"(cblas|openblas)", r".*_openblas\.cpp"),
    (r"mpi\.h", r".*mpi[^/]*\.cpp"),
    (r"csv\.h", r"reports/.*\.cpp"),
    (r"CLI/", r"suites/.*\.cpp"),
    (r"(openssl/|zlib\.h)", r"models/data/.*\.cpp"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
CONDITIONAL = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif|else|endif)\b", re.M)


def is_device_code(header: str, path: str):
    """What runs on the emulated GPU, too."""
    return header.endswith(".cuh") and os.path.dirname(header) in ("harness/cuda", os.path.dirname(path))


def faults_of_include(path: str, quote: str, header: str):
    folder, included = path.split("/")[0], header.split("/")[0]
    if quote == '"':
        if included not in MAY_INCLUDE.get(folder, set()):
            yield f"{folder}/ may not include {header}; paths begin at the root"
        if path.endswith(".cuh") and folder == "kernels" and not is_device_code(header, path):
            yield "device code includes nothing but .cuh of harness/cuda and of its own folder"
        return
    for library, wrappers in WRAPPED:
        if re.match(library, header):
            if not re.fullmatch(wrappers, path):
                yield f"<{header}> belongs into the files that wrap it"
            return


def faults(path: str, text: str):
    if CONDITIONAL.search(text):
        yield "is compiled conditionally"
    if path.endswith(".h") and "#pragma once" not in text:
        yield "lacks #pragma once"
    includes = INCLUDE.findall(text)
    for quote, header in includes:
        yield from faults_of_include(path, quote, header)
    if (own := own_header(path)) and includes[:1] != [('"', own)]:
        yield f"includes {own} not first, so that nothing shows that it compiles alone"


def own_header(path: str):
    """The header of a source, where there is one."""
    header = re.sub(r"[.]cu$|[.]cpp$", ".h", path)
    return header if header != path and os.path.exists(header) else None


def main() -> int:
    found = [f"{path}: {fault}" for path, text in sources().items() for fault in faults(path, text)]
    engines = [path for path, text in sources().items() if "<benchmark/benchmark.h>" in text]
    if len(engines) > 1:
        found.append(f"Google Benchmark is included by more than one file: {', '.join(engines)}")
    print("\n".join(found))
    print(f"{len(sources())} files, {len(found)} faults")
    return bool(found) or not sources()


sys.exit(main())
