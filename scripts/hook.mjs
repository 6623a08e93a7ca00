#!/usr/bin/env node
// The entry of the hooks in .pre-commit-hooks.yaml: the committed bundle, without an installation.
import '../dist/cli/index.js';
