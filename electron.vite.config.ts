import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

import { findWordFaults } from './scripts/check-words.ts';

const here = (path: string) => new URL(path, import.meta.url).pathname;

/** A build does not look at types, so a message that a language lacks would only show as a hole in the window. */
const checkWords = {
  name: 'check-words',
  apply: 'build' as const,
  buildStart() {
    const faults = findWordFaults();
    if (faults.length > 0)
      throw new Error(`The catalogues of src-renderer/words differ.\n${faults.join('\n')}`);
  },
};

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        // One build for Electron's main process and for the plain Node programs beside it.
        input: {
          index: here('src-main/index.ts'),
          engine: here('src-main/engine.ts'),
          cli: here('src-main/cli.ts'),
          'workers/evaluate': here('src-main/workers/evaluate.ts'),
          'workers/export': here('src-main/workers/export.ts'),
          'workers/import': here('src-main/workers/import.ts'),
          'workers/inference': here('src-main/workers/inference.ts'),
          'workers/scenes': here('src-main/workers/scenes.ts'),
          'workers/segment': here('src-main/workers/segment.ts'),
          'workers/step': here('src-main/workers/step.ts'),
          'workers/training': here('src-main/workers/training.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload must be one CommonJS file.
      rollupOptions: {
        input: here('src-main/preload.ts'),
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    build: { outDir: 'out/renderer', rollupOptions: { input: here('src-renderer/index.html') } },
    plugins: [svelte(), checkWords],
  },
});
