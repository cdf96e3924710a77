import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { isAdapterFolder } from '../../../models/clip/model-source.ts';
import { weightsNames } from '../../../models/clip/weights-file.ts';
import { listOnnxFiles } from '../../../models/segment-anything/index.ts';
import type { ModelKind } from './library-types.ts';

/** Cheap enough for a list, and also right for a damaged model: graphs of ONNX without a CLIP's weights beside them are there to be clicked with. */
export function kindOf(folder: string): ModelKind {
  const isClip = isAdapterFolder(folder) || weightsNames.some((name) => existsSync(join(folder, name)));
  return !isClip && listOnnxFiles(folder).length > 0 ? 'segment-anything' : 'clip';
}
