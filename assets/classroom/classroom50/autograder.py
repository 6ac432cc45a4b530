#!/usr/bin/env python3
"""Classroom 50: grades the checkout with podlings and leaves result.json, as the runner expects it.

Put this file and the podlings binary into CLASSROOM/autograders/ASSIGNMENT/ of the classroom50 repository. A grade below full
marks is no failure: podlings ends with 0 then.
"""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
EXERCISES = ["config-loader"]


def main() -> int:
    podlings = HERE / "podlings"
    os.chmod(podlings, 0o755)
    command = [str(podlings), "autograde", ".", "--output", "classroom50"]
    for exercise in EXERCISES:
        command += ["--exercise", exercise]
    done = subprocess.run(command, capture_output=True, check=False)
    sys.stderr.buffer.write(done.stderr)
    if done.returncode != 0:
        return done.returncode
    pathlib.Path("result.json").write_bytes(done.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
