/** What a server's refusal means, and what a person does about it. */
import { TagmaskError } from '../../../models/errors.ts';
import { suggestKnownModel } from './known.ts';
import { readRetryAfter, TransientError } from './retry.ts';

export interface Asked {
  readonly url: URL;
  /** The file, or whatever else was asked for. */
  readonly what: string;
  /** `owner/name`, where it is one of a hub. */
  readonly repository: string | null;
  readonly token: string | null;
}

/** A file that is not there, which a plan may do without. */
export class NoSuchFileError extends TagmaskError {
  constructor({ url, what, repository }: Asked) {
    const place = repository === null ? url.host : `the repository ${repository}`;
    super(
      'missing',
      'no-such-file',
      `There is no ${what} at ${place}: a model needs config.json, preprocessor_config.json, tokenizer.json and weights.`,
    );
  }
}

/** The Hugging Face hub says in `x-error-code` what its statuses leave open: 401 also means that there is no such repository. */
export function refusalOf(asked: Asked, response: Response): TagmaskError {
  const { status, headers } = response;
  const code = headers.get('x-error-code') ?? '';
  if (code === 'GatedRepo') return gated(asked);
  if (code === 'RevisionNotFound') return noRevision(asked);
  if (code === 'RepoNotFound') return noRepository(asked);
  if (status === 404 || status === 410)
    return code === '' && asked.what === 'the list of files'
      ? noRepository(asked)
      : new NoSuchFileError(asked);
  if (status === 401 || status === 403) return noEntry(asked, status);
  if (status === 408 || status === 425 || status === 429 || status >= 500) return busy(asked, response);
  return new TagmaskError(
    'unavailable',
    'unexpected-answer',
    `${asked.url.host} answered with status ${status} when asked for ${asked.what}: check the address.`,
  );
}

function gated({ url, repository, token }: Asked): TagmaskError {
  const then = token === null ? ' and set HF_TOKEN to a token of yours' : '';
  return new TagmaskError(
    'refused',
    'licence-not-accepted',
    `${repository ?? url.host} is given to those who have accepted its terms: open ${url.origin}/${repository ?? ''} in a browser, accept them${then}, then pull again.`,
  );
}

function noRepository({ url, repository, token }: Asked): TagmaskError {
  const suggestion = suggestKnownModel(repository ?? '');
  const meant = suggestion === undefined || suggestion === repository ? '' : ` Did you mean ${suggestion}?`;
  const hidden = token === null ? 'a private one needs HF_TOKEN' : 'HF_TOKEN may have no right to see it';
  return new TagmaskError(
    'missing',
    'no-such-repository',
    `There is no repository ${repository ?? ''} on ${url.host}: check its name; ${hidden}.${meant}`,
  );
}

const noRevision = ({ repository }: Asked): TagmaskError =>
  new TagmaskError(
    'missing',
    'no-such-revision',
    `The repository ${repository ?? ''} has no such revision: name a branch, a tag or a commit after the @, or none for main.`,
  );

function noEntry({ url, what, repository, token }: Asked, status: number): TagmaskError {
  const advice =
    token !== null
      ? 'HF_TOKEN was sent and not accepted: make a new one with the right to read'
      : repository === null
        ? 'it asks for a log-in, so download the files with a browser and pull their folder'
        : 'set HF_TOKEN to a token of yours';
  return new TagmaskError(
    'refused',
    'no-entry',
    `${url.host} does not hand out ${what} (${status}): ${advice}.`,
  );
}

function busy({ url, what }: Asked, response: Response): TransientError {
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
  const wait = retryAfterMs === null ? '' : ` and asks to wait ${Math.ceil(retryAfterMs / 1000)} s`;
  return new TransientError(
    `${url.host} does not give ${what} now (status ${response.status})${wait}. What is here is kept: pull again later.`,
    { retryAfterMs },
  );
}
