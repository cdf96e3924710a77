import { requireNode } from './node-version.mjs';

requireNode();
const { restartWithFlags } = await import('../src-main/node-flags.ts');
restartWithFlags();
await import('../scripts/start.ts');
