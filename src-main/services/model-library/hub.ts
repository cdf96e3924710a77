/** The hub that repositories come from, and who we are there: named as Hugging Face's own tools do. */
import { TagmaskError } from '../../../models/errors.ts';
import { isInsideNetwork } from './network.ts';

export interface Hub {
  /** Ends with a slash. */
  readonly endpoint: URL;
  readonly token: string | null;
}

const standardEndpoint = 'https://huggingface.co';

/**
 * `HF_ENDPOINT`, a mirror, and `HF_TOKEN`.
 * @throws TagmaskError `bad-endpoint`; `token-in-the-clear` where the token would leave this machine without encryption
 */
export function readHub(): Hub {
  const text = process.env['HF_ENDPOINT'] || standardEndpoint;
  const endpoint = URL.parse(text);
  if (endpoint === null || !['http:', 'https:'].includes(endpoint.protocol))
    throw new TagmaskError(
      'input',
      'bad-endpoint',
      `HF_ENDPOINT is "${text}", which is no address of the web: set it to one such as ${standardEndpoint}.`,
    );
  endpoint.pathname = `${endpoint.pathname.replace(/\/+$/, '')}/`;
  endpoint.search = endpoint.hash = '';
  const token = process.env['HF_TOKEN']?.trim() || null;
  if (token !== null && endpoint.protocol === 'http:' && !isInsideNetwork(endpoint.hostname))
    throw new TagmaskError(
      'refused',
      'token-in-the-clear',
      `HF_TOKEN would go to ${endpoint.host} without encryption: use an https:// address in HF_ENDPOINT, or unset HF_TOKEN.`,
    );
  return { endpoint, token };
}
