/** A program of its own that imports a dataset or exports it, and is killed in the middle of that. */
import { exportDataset } from '../../../../src-main/services/export.ts';
import { importInThread } from '../../../../src-main/services/import-thread.ts';
import { Project } from '../../../../src-main/services/project.ts';

const [, , folder = '', out = '', after = '0'] = process.argv;
const project = Project.open(folder);
let reports = 0;
const onProgress = (): void => {
  if (++reports >= Number(after)) process.kill(process.pid, 'SIGKILL');
};
if (out === '') await importInThread(project, { onProgress });
else await exportDataset(project, { format: 'released', out, onProgress });
project.close();
