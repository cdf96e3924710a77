import { join } from 'node:path';

import envPaths from 'env-paths';

const standard = envPaths('tagmask', { suffix: '' });

/** Where things that belong to the person, not to a dataset, are kept. Both can be moved by an environment variable. */
export const dataFolder = (): string => process.env['TAGMASK_DATA_DIR'] ?? standard.data;
export const cacheFolder = (): string => process.env['TAGMASK_CACHE_DIR'] ?? standard.cache;

export const modelsFolder = (): string => join(dataFolder(), 'models');
