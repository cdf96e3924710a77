/**
 * TensorFlow.js's own gradients, which its bundle for Node leaves out. They are in the package as modules that import each other without
 * extensions, as bundlers allow. Their registry is one for the whole process, so the bundle finds them once they are loaded.
 */
import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'));

export async function registerTensorFlowGradients(): Promise<void> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const isOurs = context.parentURL?.startsWith(pathToFileURL(folder).href) ?? false;
      if (!isOurs || !specifier.startsWith('.')) return next(specifier, context);
      const file = fileURLToPath(new URL(`${specifier}.js`, context.parentURL));
      return next(existsSync(file) ? `${specifier}.js` : specifier, context);
    },
  });
  try {
    await import(pathToFileURL(join(folder, 'register_all_gradients.js')).href);
  } finally {
    hooks.deregister();
  }
}
