"""The job's folders, for every peer alike: where the sources lie, how matrices are saved, which papers come with a run.

Hashing is no part of what is compared, but of what is asked for: it runs on a thread of its own while the peer reads.
"""

import concurrent.futures
import hashlib
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np

SIDES = {
    "train": "train_triplets.txt",
    "visible": "EvalDataYear1MSDWebsite/year1_test_triplets_visible.txt",
    "hidden": "EvalDataYear1MSDWebsite/year1_test_triplets_hidden.txt",
}
SONGS = "full_msd_with_audio_features.parquet"
GENRES = "msd-MAGD-genreAssignment.cls"
OTHERS = ["sid_mismatches.txt"]  # hashed where it is there, as tastemill does; no plan of the bench drops songs

FEATURES = ["danceability", "energy", "instrumentalness", "liveness", "loudness", "valence"]
# FEATURES x (mellow, unpretentious, sophisticated, intense, contemporary)
WEIGHTS = np.array([
    [-0.37, 0.05, -0.35, 0.08, 0.43],
    [-0.64, -0.46, -0.13, 0.66, -0.03],
    [0.20, -0.47, 0.28, 0.09, -0.01],
    [-0.69, -0.12, -0.07, 0.43, 0.02],
    [-0.58, -0.19, -0.44, 0.79, -0.21],
    [-0.04, 0.18, 0.24, -0.34, 0.18],
])


def arguments():
    """DATA and OUT of the command line; OUT is made."""
    if len(sys.argv) != 3:
        sys.exit(f"usage: {Path(sys.argv[0]).name} DATA OUT")
    data, out = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    return data, out


# sources


def start_hashing(data):
    """{path below DATA: a future of (sha256, number of lines)}, on one thread."""
    names = [*SIDES.values(), SONGS, GENRES, *OTHERS]
    thread = concurrent.futures.ThreadPoolExecutor(1)
    return {name: thread.submit(digest_and_lines, data / name) for name in names if (data / name).exists()}


def digest_and_lines(path):
    digest, n_lines, last = hashlib.sha256(), 0, b"\n"
    buffer = bytearray(1 << 18)
    view, array = memoryview(buffer), np.frombuffer(buffer, np.uint8)
    with open(path, "rb", buffering=0) as file:
        while n := file.readinto(buffer):
            digest.update(view[:n])
            n_lines += int(np.count_nonzero(array[:n] == 10))
            last = bytes(view[n - 1 : n])
    return digest.hexdigest(), n_lines + (last != b"\n")


# matrices


def save_matrices(out, **matrices):
    """NAME_sparse.npz of CSR matrices as scipy.sparse.load_npz reads it: deflate level 1, all arrays at once on threads."""
    parts = {name: npy_parts(matrix) for name, matrix in matrices.items()}
    with concurrent.futures.ThreadPoolExecutor() as threads:
        packed = {name: {part: threads.submit(deflated, array) for part, array in arrays.items()}
                  for name, arrays in parts.items()}
        for name, members in packed.items():
            write_zip(out / f"{name}_sparse.npz", {part: member.result() for part, member in members.items()})


def npy_parts(matrix):
    return {
        "indices": matrix.indices.astype(np.int32, copy=False),
        "indptr": matrix.indptr.astype(np.int32, copy=False),
        "format": np.array(b"csr"),
        "shape": np.array(matrix.shape, np.int64),
        "data": matrix.data.astype(np.float32, copy=False),
    }


def deflated(array):
    """(CRC-32, size, bytes deflated) of an array as .npy; zlib lets go of the interpreter's lock."""
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(array))
    head, body = head.getvalue(), memoryview(np.ascontiguousarray(array)).cast("B") if array.ndim else array.tobytes()
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    pieces = [packer.compress(head), packer.compress(body), packer.flush()]
    return zlib.crc32(body, zlib.crc32(head)), len(head) + len(body), b"".join(pieces)


def write_zip(path, members):
    """zipfile cannot take bytes that are deflated already, so the format's three records by hand (below 4 GiB)."""
    directory = io.BytesIO()
    with open(path, "wb") as file:
        for name, (crc, size, packed) in members.items():
            name, at = f"{name}.npy".encode(), file.tell()
            common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0)
            file.write(b"PK\3\4" + common + name)
            file.write(packed)
            directory.write(b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, at) + name)
        at, n = file.tell(), len(members)
        file.write(directory.getbuffer())
        file.write(b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, n, n, directory.tell(), at, 0))


# the papers of a run


def close(out, sources, counts):
    """manifest.json with the counts and the sources' checksums, SHA256SUMS of all that was written."""
    sums = {name: future.result()[0] for name, future in sources.items()}
    counts = {name: int(count) for name, count in counts.items()}
    paper = {"counts": counts, "sources": sums}
    (out / "manifest.json").write_text(json.dumps(paper, indent=2) + "\n", "utf-8")
    files = sorted(path for path in out.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    with concurrent.futures.ThreadPoolExecutor() as threads:
        lines = [f"{digest}  {path.name}\n" for path, digest in zip(files, threads.map(sha256, files))]
    (out / "SHA256SUMS").write_text("".join(lines), "utf-8")


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def n_lines(sources, side):
    return sources[SIDES[side]].result()[1]
