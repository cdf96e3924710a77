import { requireNode } from './node-version.mjs';

requireNode();
await import('../scripts/test.ts');
