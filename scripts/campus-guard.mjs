#!/usr/bin/env node
// Placeholder entry until the CLI lands in this same series of commits.
import '../dist/gateway/main.js';
