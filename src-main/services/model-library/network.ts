/** Where a request may be sent on to. */
import { BlockList, isIP } from 'node:net';

import { TagmaskError } from '../../../models/errors.ts';

const inside = new BlockList();
inside.addSubnet('0.0.0.0', 8);
inside.addSubnet('10.0.0.0', 8);
inside.addSubnet('127.0.0.0', 8);
inside.addSubnet('169.254.0.0', 16);
inside.addSubnet('172.16.0.0', 12);
inside.addSubnet('192.168.0.0', 16);
inside.addSubnet('::', 127, 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');

/** True for this machine and for the addresses of private networks, as far as the name itself tells. */
export function isInsideNetwork(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  const family = isIP(host);
  return family !== 0 && inside.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The address that a redirect leads to. A server may send us on to a store of files, but neither to another protocol,
 * out of encryption, nor from the internet into this machine's own network, where we can reach what the server cannot.
 * @throws TagmaskError `bad-redirect`
 */
export function followRedirect(from: URL, location: string | null): URL {
  const to = URL.parse(location ?? '', from.href);
  if (location === null || to === null)
    throw badRedirect(from, 'to no address', 'ask whoever runs the server');
  if (!['http:', 'https:'].includes(to.protocol))
    throw badRedirect(from, `to ${to.protocol}`, 'only http and https are followed');
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw badRedirect(from, `to ${to.host} without encryption`, 'the server has to stay with https');
  if (isInsideNetwork(to.hostname) && !isInsideNetwork(from.hostname))
    throw badRedirect(from, `into this machine's own network (${to.host})`, 'do not use this server');
  return to;
}

const badRedirect = (from: URL, where: string, advice: string): TagmaskError =>
  new TagmaskError('refused', 'bad-redirect', `${from.host} redirects ${where}: ${advice}.`);
