/** A program of its own that pre-labels the dataset that it is given, for tests that kill it. */
import { Prelabeler } from '../../../src-main/services/prelabel.ts';
import { Project } from '../../../src-main/services/project.ts';

const project = Project.open(process.argv[2] ?? '');
const prelabeler = new Prelabeler(project, {
  onProgress: ({ done }) => process.send?.({ done, worker: prelabeler.workerPid }),
  onPictures: () => undefined,
});
await prelabeler.start({ preset: 'fast', device: 'cpu' });
await prelabeler.idle();
