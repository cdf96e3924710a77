/** An engine in a process of its own that trains, to be killed: `training-engine.ts DATASET NAME`. Sends what it publishes about trainings. */
import { Workspace } from '../../../../src-main/services/workspace.ts';

const [dataset = '', name = ''] = process.argv.slice(2);
const workspace = new Workspace({ reviewer: 'Ada' });
workspace.events.subscribe((event) => {
  if (event.type === 'training') process.send?.(event.training);
});
await workspace.openOnly(dataset);
const request = { name, pairs: 'all', preset: 'standard' } as const;
await workspace.trainings.start(request, workspace.trainingData(request));
