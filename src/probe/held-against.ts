import { firstOf, type CorsHeaders, type GatewayAnswer, type HeaderValue } from '../cors/answer.js';
import { backendCors } from '../cors/questions.js';
import type { Reading } from '../cors/worlds.js';
import type { Expected } from './prediction.js';
import type { ProbeAnswer, ProbeRequest } from './probe-request.js';

/** The headers that an answer is held against, by name. */
export const comparedHeaders: readonly string[] = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
];

/** Where an answer is not what some readings give: names of headers, `status`, or `body`. */
export interface AnswerComparison {
  readonly readings: readonly Reading[];
  readonly differs: readonly string[];
  /** What is expected of one of these; null: nothing. */
  readonly wanted: (name: string) => string | null;
}

/** What is known of the backend: the CORS headers that it sends by itself, beside a body that is not empty; null: nothing is. */
export type KnownBackend = Readonly<Record<string, string>> | null;

/** Holds an answer, header by header, against each that may be expected. Nothing is expected: it fits. */
export function compareAnswer(
  request: ProbeRequest,
  answer: ProbeAnswer,
  expected: readonly Expected[],
  backend: KnownBackend,
): readonly AnswerComparison[] {
  return expected
    .flatMap((one) => withBackend(one, backend))
    .map((one) => ({
      readings: one.readings,
      differs: differences(request, answer, one, backend !== null),
      wanted: (name) => {
        if (name === 'status') return String(one.answer.status);
        if (name === 'body') return one.answer.status === 'backend' ? 'some' : null;
        const value = one.headers[name];
        return value === undefined ? null : firstOf(value);
      },
    }));
}

/** Any answer that some readings give; equal keys: no client can tell them apart. Of a backend that is not known only the gateway's own part counts. */
export function signatures(
  { answer, readings }: Expected,
  backend: KnownBackend,
): readonly { readonly readings: readonly Reading[]; readonly key: string }[] {
  return withBackend({ answer, readings }, backend).map((one) => ({
    readings: one.readings,
    key: JSON.stringify([
      answer.status,
      answer.opaque,
      Object.entries(one.headers)
        .map(([name, value]) => [name, firstOf(value)])
        .sort(),
      one.more,
    ]),
  }));
}

interface ExpectedHeaders {
  readonly readings: readonly Reading[];
  readonly answer: GatewayAnswer;
  readonly headers: CorsHeaders;
  /** A header may hold more beside: what the backend sent. */
  readonly more: boolean;
}

/** Where the backend answers, its headers come beside those of the gateway, or not. */
function withBackend({ readings, answer }: Expected, backend: KnownBackend): readonly ExpectedHeaders[] {
  const own = answer.headers;
  const exact = { readings, answer, headers: own, more: false };
  if (answer.status !== 'backend' || answer.opaque !== null) return [exact];
  if (Object.keys(own).length === 0) return [{ ...exact, headers: backend ?? own }];
  if (backend !== null && Object.keys(backend).length === 0) return [exact];
  return backendCors.readings.map((reading) => {
    const all = [...readings, reading];
    if (reading.value === 'replaced') return { ...exact, readings: all };
    return backend === null ? { ...exact, readings: all, more: true } : { readings: all, answer, headers: joined(own, backend), more: false };
  });
}

function joined(own: CorsHeaders, backend: Readonly<Record<string, string>>): CorsHeaders {
  const names = new Set([...Object.keys(own), ...Object.keys(backend)]);
  return Object.fromEntries(
    [...names].map((name) => [name, [own[name], backend[name]].flatMap((value) => (value === undefined ? [] : [firstOf(value)])).join(', ')]),
  );
}

function differences(
  { method }: ProbeRequest,
  answer: ProbeAnswer,
  { answer: expected, headers, more }: ExpectedHeaders,
  isKnown: boolean,
): readonly string[] {
  const { status, opaque, backendCalled } = expected;
  if (opaque !== null) return [];
  const differs: string[] = [];
  // Of a request that a policy ends the answer is empty; of a backend that is not known it may be.
  const isEmpty = status === 200 && backendCalled === false && method !== 'OPTIONS';
  if (typeof status === 'number' && status !== answer.status) differs.push('status');
  else if (isEmpty ? answer.hasBody === true : status === 'backend' && isKnown && answer.hasBody === false) differs.push('body');
  for (const name of comparedHeaders) if (!isAsExpected(name, headers[name], answer.headers[name], more)) differs.push(name);
  return differs;
}

function isAsExpected(name: string, value: HeaderValue | undefined, got: string | undefined, more: boolean): boolean {
  const texts = value === undefined ? [''] : typeof value === 'string' ? [value] : value.oneOf;
  const seen = itemsOf(name, got ?? '');
  return texts.some((text) => {
    const items = itemsOf(name, text);
    if (!more) return items.join() === seen.join();
    return items.every((item) => seen.includes(item));
  });
}

/** Lists are compared whatever their order and spaces, names of headers whatever their case. What a browser takes for nothing is nothing. */
function itemsOf(name: string, text: string): readonly string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (name === 'access-control-allow-credentials') return items.filter((item) => item !== 'false');
  if (name === 'access-control-max-age') return items.filter((item) => item !== '0');
  const isOfNames = name === 'access-control-allow-headers' || name === 'access-control-expose-headers';
  return (isOfNames ? items.map((item) => item.toLowerCase()) : items).sort();
}
