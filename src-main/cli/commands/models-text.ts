import { formatBytes } from '../../services/model-library/format-bytes.ts';
import type { LibraryModel, ModelLibraryView } from '../../services/model-library/library-types.ts';
import { formatRows } from '../output.ts';

/** The library as a person reads it: what is there, what is half there, what can be had. */
export function describeLibrary({ models, half, known, hub }: ModelLibraryView): string {
  const here = new Set(models.map(({ name }) => name));
  const more = known.filter(({ name }) => !here.has(name));
  const sections = [models.map(describeModelLines).join('\n\n')];
  if (half.length > 0) {
    const rows = half.map(({ name, source, done, total }): [string, string] => [
      name,
      `${formatBytes(done)}${total === null ? '' : ` of ${formatBytes(total)}`} of ${source}`,
    ]);
    sections.push(`Not whole yet, "tagmask models pull" goes on:\n${indent(formatRows(rows))}`);
  }
  if (more.length > 0) {
    const rows = more.map(({ name, title, bytes, licence }): [string, string] => [
      name,
      `${title}, ${formatBytes(bytes)}, licence: ${licence}`,
    ]);
    sections.push(`"tagmask models pull NAME" fetches these from ${hub}:\n${indent(formatRows(rows))}`);
  }
  return sections.join('\n\n');
}

export function describeModelLines(model: LibraryModel): string {
  const { name, kind, bytes, isDefault, trained, knows, calibrated, problem } = model;
  const marks = [
    formatBytes(bytes),
    ...(kind === 'clip' ? [] : ['for clicking in the mask editor']),
    ...(problem === null && kind === 'clip'
      ? [trained ? 'trained' : 'untrained: its proposals are random']
      : []),
    ...(knows === null ? [] : [`knows ${knows} only`]),
    ...(calibrated ? ['calibrated'] : []),
    ...(isDefault ? ['default'] : []),
  ];
  const rows: [string, string][] = [
    ...(problem === null ? [] : [['cannot be used', problem] as [string, string]]),
    ...(model.base === null ? [] : [['adapter of', model.base] as [string, string]]),
    ['source', model.source ?? (model.comesAlong ? 'comes with Tagmask' : 'not pulled')],
    ...(model.commit === null ? [] : [['commit', model.commit] as [string, string]]),
    ...(model.licence === null ? [] : [['licence', model.licence] as [string, string]]),
    ...(model.sha256 === null ? [] : [['sha256', model.sha256] as [string, string]]),
    ['folder', model.folder],
  ];
  return `${name}  ${marks.join(', ')}\n${indent(formatRows(rows))}`;
}

const indent = (text: string): string => text.replaceAll(/^/gm, '  ');
