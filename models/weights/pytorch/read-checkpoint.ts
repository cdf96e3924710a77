import type { OpenFile } from '../open-file.ts';
import { WeightsError } from '../weights-error.ts';
import type { PickleValue } from './pickle-values.ts';
import { readPickle } from './pickle.ts';
import { torchWorld } from './torch-globals.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';
import { readEntryBytes } from './zip-entry.ts';

/** The description of a thousand tensors takes some 150 kB. */
const maxPickleBytes = 8_000_000;

export interface RawCheckpoint {
  readonly root: PickleValue;
  /** The entry with the values of a storage. */
  readonly findStorage: (key: string) => ZipEntry | undefined;
}

/** The first bytes of what torch wrote before 1.6: a pickle of the number 0x1950a86a20f9469cfc6c. */
const legacyStart = '80028a0a6cfc9c46f920';

async function refuseLegacy(file: OpenFile): Promise<void> {
  const start = Buffer.from(await file.read(0, Math.min(10, file.size))).toString('hex');
  if (start !== legacyStart) return;
  const name = JSON.stringify(file.path);
  const why = `this is PyTorch's format from before 1.6, which cannot be read; in Python: torch.save(torch.load(${name}, map_location="cpu", weights_only=True), ${name}).`;
  throw new WeightsError(file.path, why);
}

/** Everything lies in one folder of the zip, whose name is what the file was called when it was saved. */
function findFolder(file: string, entries: ReadonlyMap<string, ZipEntry>): string {
  const folders = [...entries.keys()]
    .filter((name) => name.endsWith('/data.pkl'))
    .map((name) => name.slice(0, -8));
  const [folder, ...more] = folders;
  if (folder === undefined || more.length > 0)
    throw new WeightsError(file, 'this is a zip, but not one that torch.save has written.');
  if (entries.has(`${folder}constants.pkl`))
    throw new WeightsError(
      file,
      'this is a TorchScript program, which is not run; in Python: torch.save(torch.jit.load(FILE, map_location="cpu").state_dict(), NEW_FILE).',
    );
  return folder;
}

/** Reads what describes the tensors of a file. Throws a WeightsError. */
export async function readCheckpoint(file: OpenFile): Promise<RawCheckpoint> {
  await refuseLegacy(file);
  const entries = await readZipDirectory(file);
  const folder = findFolder(file.path, entries);
  const order = entries.get(`${folder}byteorder`);
  if (order !== undefined && Buffer.from(await readEntryBytes(file, order, 16)).toString() !== 'little')
    throw new WeightsError(file.path, 'it was saved on a big-endian machine; save it again on another one.');
  const pickle = entries.get(`${folder}data.pkl`);
  if (pickle === undefined) throw new WeightsError(file.path, 'its zip directory has no data.pkl.');
  const root = readPickle(
    file.path,
    await readEntryBytes(file, pickle, maxPickleBytes),
    torchWorld(file.path),
  );
  return { root, findStorage: (key) => entries.get(`${folder}data/${key}`) };
}
