#!/usr/bin/env node
import { requireNode } from './node-version.mjs';

requireNode();
const { restartWithFlags } = await import('../src-main/node-flags.ts');
restartWithFlags();
// npm runs scripts in the package's folder and says here where the person was: relative paths are theirs.
if (process.env.npm_lifecycle_event === 'tagmask' && process.env.INIT_CWD)
  process.chdir(process.env.INIT_CWD);
await import('../src-main/cli.ts');
