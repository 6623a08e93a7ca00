#!/usr/bin/env node
// What the hooks of .pre-commit-hooks.yaml start: the committed bundle, with nothing to install.
import '../dist/cli/index.js';
