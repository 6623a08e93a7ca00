import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { NoAnswer, ProbeAnswer, ProbeRequest, Send, Sent } from '../probe/probe-request.js';
import { comparedHeaders } from '../probe/held-against.js';

/** A gateway, and options for requests to it. */
export interface Gateway {
  /** Without user name, query and fragment. */
  readonly url: URL;
  /** Sent with actual requests, never with a preflight. */
  readonly keys: readonly { readonly header: string; readonly value: string }[];
  /** Milliseconds for one request, until the needed part of its answer. */
  readonly patience: number;
}

/** Most characters of a header that are kept: CORS headers are far shorter. */
const longestValue = 2000;

/** Error codes for a certificate that is not the gateway's or not trusted (Node.js, "X509 certificate error codes"). */
const untrusted =
  /^(?:ERR_TLS_CERT_ALTNAME_\w+|(?:DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED)_CERT\w*|UNABLE_TO_\w*|CERT_\w+|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|ERROR_IN_CERT_\w+|PATH_LENGTH_EXCEEDED|CRL_\w+)$/;

/** Sends requests only to this host: follows no redirect, and keeps no state between requests. */
export function callerOf(gateway: Gateway): Send {
  return (request) =>
    new Promise((done) => {
      const { url, patience } = gateway;
      const asked = (url.protocol === 'https:' ? requestHttps : requestHttp)({
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        method: request.method,
        path: `${url.pathname.replace(/\/$/, '')}${request.target}`,
        headers: headersOf(request, gateway),
        // Independent of the environment: a probe settles facts of the named gateway, and a key is only for it.
        rejectUnauthorized: true,
        // A separate connection, so that an endless answer does not affect others.
        agent: false,
      });
      const end = (sent: Sent): void => {
        clearTimeout(timer);
        done(sent);
        asked.destroy();
      };
      let answered: ProbeAnswer | null = null;
      // The headers suffice if the body does not arrive.
      const timer = setTimeout(() => {
        end(answered === null ? { none: { code: 'timeout', seconds: patience / 1000 } } : { answer: answered });
      }, patience);
      asked.on('error', (error) => {
        end({ none: failure(error, gateway) });
      });
      asked.on('response', (response) => {
        answered = answerOf(response, gateway);
        const answer = answered;
        const ends = (hasBody: boolean | null) => (): void => {
          end({ answer: { ...answer, hasBody } });
        };
        response.once('data', ends(true));
        response.once('end', ends(request.method === 'HEAD' ? null : false));
        response.on('error', ends(null));
      });
      asked.end();
    });
}

function headersOf({ method, origin, requestMethod, requestHeaders }: ProbeRequest, { keys }: Gateway): Record<string, string> {
  return {
    Origin: origin,
    Accept: '*/*',
    'User-Agent': 'apim-cors-probe',
    ...(requestMethod === null ? {} : { 'Access-Control-Request-Method': requestMethod }),
    ...(requestHeaders.length === 0 ? {} : { 'Access-Control-Request-Headers': requestHeaders.join(',') }),
    ...(method === 'OPTIONS' ? {} : Object.fromEntries(keys.map(({ header, value }) => [header, value]))),
    ...(method === 'POST' ? { 'Content-Length': '0' } : {}),
  };
}

function answerOf({ statusCode = 0, rawHeaders }: IncomingMessage, gateway: Gateway): ProbeAnswer {
  const found = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (!comparedHeaders.includes(name)) continue;
    const value = withoutKeys(rawHeaders[index + 1] ?? '', gateway);
    found.set(name, [...(found.has(name) ? [found.get(name)] : []), value].join(', ').slice(0, longestValue));
  }
  return { status: statusCode, headers: Object.fromEntries(found), hasBody: null };
}

/** Removes keys from everything reported, because a gateway may echo them. */
function withoutKeys(text: string, { keys }: Gateway): string {
  let told = text;
  for (const { value } of keys) {
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')]) told = told.replaceAll(form, '***');
  }
  return told;
}

function failure(error: Error, gateway: Gateway): NoAnswer {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const words = [code, error.message].filter((part) => part !== '').join(': ');
  return { code: untrusted.test(code) ? 'untrusted' : 'failed', says: withoutKeys(words, gateway).slice(0, longestValue) };
}
