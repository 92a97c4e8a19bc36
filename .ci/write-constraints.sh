#!/usr/bin/env bash
# Pins what the development environment holds now.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/pip list --format=freeze --exclude-editable --exclude pip --exclude setuptools --exclude outrider > .ci/constraints.txt
