/** What a person may name as a model to pull, and how the library will call it. */
import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { z } from 'zod';

import { TagmaskError } from '../../../models/errors.ts';
import { readHub } from './hub.ts';
import { findKnownModel, suggestKnownModel } from './known.ts';
import { starterName } from './starter.ts';

export const modelSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hub'), endpoint: z.string(), repository: z.string(), revision: z.string() }),
  z.object({ kind: z.literal('url'), url: z.string() }),
  z.object({ kind: z.literal('folder'), folder: z.string() }),
]);
export type ModelSource = z.infer<typeof modelSource>;

export interface ModelRequest {
  /** The name in the library. */
  readonly name: string;
  readonly source: ModelSource;
}

/** What the runs' route takes for a model, so that everything in the library can be asked for. */
export const libraryName = /^[a-zA-Z0-9_][\w.-]{0,99}$/;

/** `owner/name`, and the revision after an `@`: Hugging Face's rules for both, with nothing in them that could lead elsewhere. */
const hubId =
  /^(?<owner>[a-zA-Z0-9][\w.-]{0,95})\/(?<name>[a-zA-Z0-9][\w.-]{0,95})(?:@(?<revision>[\w][\w./-]{0,99}))?$/;

/** True for what a page may ask for: a known name or a repository's id, never an address or a path. */
export const isKnownOrHubId = (text: string): boolean =>
  findKnownModel(text) !== undefined || (hubId.test(text) && !text.includes('..'));

/**
 * Reads NAME, OWNER/NAME[@REVISION], a URL or a folder. What could be both a repository and a relative folder is the
 * repository; `./` in front makes it the folder.
 * @throws TagmaskError `unknown-model` with what was probably meant, `bad-name`, `bad-address`
 */
export function readModelRequest(text: string, as?: string): ModelRequest {
  const { name, source } = findSource(text);
  const chosen = as ?? name;
  if (!libraryName.test(chosen) || chosen.endsWith('.partial'))
    throw new TagmaskError(
      'input',
      'bad-name',
      `"${chosen}" cannot name a model: give one with --as, of letters, digits, dots, dashes and underscores.`,
    );
  if (chosen === starterName)
    throw new TagmaskError('input', 'bad-name', `"${chosen}" is the model that comes with Tagmask: give this one another name with --as.`); // prettier-ignore
  return { name: chosen, source };
}

function findSource(text: string): ModelRequest {
  const known = findKnownModel(text);
  if (known !== undefined) return { name: known.name, source: hubSource(known.repository, 'main') };
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return addressSource(text);
  const id = isKnownOrHubId(text) ? hubId.exec(text)?.groups : undefined;
  if (id !== undefined) return repositorySource(`${id['owner']}/${id['name']}`, id['revision'] ?? 'main');
  if (existsSync(text) && statSync(text).isDirectory())
    return { name: basename(resolve(text)), source: { kind: 'folder', folder: resolve(text) } };
  const suggestion = suggestKnownModel(text);
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  throw new TagmaskError(
    'missing',
    'unknown-model',
    `"${text}" is no known model, no repository OWNER/NAME, no address and no folder.${meant} "tagmask models list" shows the known ones.`,
  );
}

function repositorySource(repository: string, revision: string): ModelRequest {
  const known = revision === 'main' ? findKnownModel(repository) : undefined;
  const parts = [
    repository.replace('/', '--'),
    ...(revision === 'main' ? [] : [revision.replaceAll('/', '-')]),
  ];
  return {
    name: known?.name ?? parts.join('--'),
    source: hubSource(known?.repository ?? repository, revision),
  };
}

const hubSource = (repository: string, revision: string): ModelSource => ({
  kind: 'hub',
  endpoint: readHub().endpoint.href,
  repository,
  revision,
});

const modelFile = /\/[^/]+\.(?:json|safetensors|bin)$/;

/** The address of a repository's page is the repository; any other is a folder of files, also where it names one of them. */
function addressSource(text: string): ModelRequest {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new TagmaskError(
      'input',
      'bad-address',
      `"${text}" is no address of the web: it begins with https://.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new TagmaskError(
      'refused',
      'bad-address',
      `The address of ${url.host} has a password in it, which would be kept with the model: give it without.`,
    );
  const { endpoint } = readHub();
  const below = url.origin === endpoint.origin && url.pathname.startsWith(endpoint.pathname);
  const [owner, name, way, revision] = below ? url.pathname.slice(endpoint.pathname.length).split('/') : [];
  const id = `${owner ?? ''}/${name ?? ''}${way === undefined || way === '' ? '' : `@${revision ?? ''}`}`;
  if (below && isKnownOrHubId(id) && /^(tree|resolve|blob)?$/.test(way ?? '')) return findSource(id);
  url.pathname = `${url.pathname.replace(modelFile, '').replace(/\/+$/, '')}/`;
  url.hash = '';
  const last = url.pathname.split('/').at(-2);
  return {
    name: last === undefined || last === '' ? url.hostname : last,
    source: { kind: 'url', url: url.href },
  };
}

/** As a person reads it. */
export function describeSource(source: ModelSource): string {
  switch (source.kind) {
    case 'hub':
      return `${source.repository}${source.revision === 'main' ? '' : `@${source.revision}`}`;
    case 'url':
      return source.url;
    case 'folder':
      return source.folder;
  }
}
