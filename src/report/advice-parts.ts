import type { Advice } from '../explain/advice.js';
import type { Explanation } from '../explain/explanation.js';
import { adviceText, correctedWords, type Caller } from './advice-text.js';
import type { ExplanationReport } from './published.js';

/** One paragraph of an explanation: a title and its lines. */
export interface ExplanationPart {
  readonly title: string;
  readonly lines: readonly string[];
  /** A patch, line by line. */
  readonly code?: readonly string[];
  /** Pages for further reading, URLs of our own. */
  readonly read?: readonly string[];
  /** Its lines are quoted messages, which people search for: they are not wrapped. */
  readonly isQuoted?: boolean;
}

/** Mistakes in the page come first. */
export const firstInPage = 'First, in the page';

type Advised = Pick<Explanation, 'advice' | 'corrected' | 'reason' | 'mode' | 'verdict' | 'actual'>;

/** The advice as paragraphs: mistakes in the page come first, what others can do comes after the repair; `own`: a policy to write. */
export function adviceParts(explanation: Advised): {
  readonly first: readonly ExplanationPart[];
  readonly own: readonly ExplanationPart[];
  readonly last: readonly ExplanationPart[];
} {
  const caller = callerOf(explanation);
  const first: ExplanationPart[] = [];
  const own: ExplanationPart[] = [];
  const last: ExplanationPart[] = [];
  const mistakes = explanation.advice.filter((one) => one.kind === 'mistake');
  const texts = mistakes.map((mistake) => adviceText(mistake, caller));
  const { corrected } = explanation;
  if (texts.length > 0) {
    first.push({
      title: firstInPage,
      lines: [...texts.flatMap(({ says }) => says), ...(corrected === null ? [] : [correctedWords(corrected, mistakes)])],
      code: texts.flatMap(({ lines }) => lines),
      read: [...new Set(texts.map(({ read }) => read))],
    });
  }
  for (const hint of explanation.advice) {
    if (hint.kind === 'mistake') continue;
    const { says, lines, read } = adviceText(hint, caller);
    (comesFirst(hint) ? first : hint.about.code === 'own-policy' ? own : last).push({
      title: titles[hint.about.code],
      lines: says,
      code: lines,
      read: [read],
    });
  }
  return { first, own, last };
}

const titles = {
  'null-origin': 'The origin null',
  'extension-origin': 'A browser extension',
  navigation: 'A navigation',
  'may-be-navigation': 'A form post?',
  'origin-forwarded': 'The backend',
  'portal-cors': 'The developer portal',
  'refused-early': 'Refused before any <cors>',
  'backend-headers': 'Two that write the header',
  redirected: 'The redirect',
  'preflight-redirected': 'The redirect',
  'preflight-refused': 'The preflight',
  'options-operation': 'The OPTIONS operation',
  'key-check': 'The subscription key',
  'origin-check': 'A check of the origin',
  'http-alone': 'An API that takes http alone',
  'version-in-header': 'The version',
  'own-policy': 'A policy of its own',
  'ask-owner': 'If the API is not yours',
} as const;

const decisive: ReadonlySet<string> = new Set([
  'null-origin',
  'extension-origin',
  'navigation',
  'may-be-navigation',
  'refused-early',
  'backend-headers',
  'redirected',
  'preflight-redirected',
  'preflight-refused',
  'options-operation',
  'key-check',
  'origin-check',
  'version-in-header',
  'http-alone',
]);

/** Advice that decides whether a policy should be changed at all. */
function comesFirst({ about: { code } }: Advice): boolean {
  return decisive.has(code);
}

function callerOf({ reason }: Advised): Caller {
  return reason?.chromium.includes('XMLHttpRequest') === true ? 'XMLHttpRequest' : 'fetch';
}

/** What `explain --format json` has in addition: the mode, the advice with its arguments, and the result of the corrected request. */
export function adviceJson(explanation: Advised): Pick<ExplanationReport, 'mode' | 'advice' | 'corrected'> {
  const caller = callerOf(explanation);
  const advice = explanation.advice.map((one) => {
    const { code, ...rest } = one.about.code === 'own-policy' ? { ...one.about, effect: undefined } : one.about;
    const { says, lines, read } = adviceText(one, caller);
    return { kind: one.kind, code, sure: one.kind === 'mistake' ? one.sure : true, arguments: rest, says, lines, read };
  });
  return { mode: explanation.mode, advice, corrected: explanation.corrected };
}

/** The published reason. A request without CORS has a reason of its own, without a console message. */
export function reasonOf({ mode, verdict, reason }: Advised): ExplanationReport['reason'] {
  if (reason !== null) return { code: reason.code, chromium: reason.chromium, firefox: reason.firefox };
  if (verdict === 'allowed' || mode === 'cors') return null;
  return { code: mode === 'navigate' ? 'NavigationEnded' : 'OpaqueResponse', chromium: '', firefox: '' };
}

/** The verdict on a request without CORS, one sentence or two. */
export function verdictWithoutCorsText({ mode, verdict, actual }: Advised): string {
  if (mode === 'no-cors') {
    if (!actual.sent) return 'Blocked: fetch throws, and nothing is sent.';
    const backend =
      actual.backendCalled === true ? ', and the backend is called' : actual.backendCalled === false ? ', and the backend is not called' : '';
    return `Blocked: the page cannot read the answer (mode: 'no-cors'). The request is sent all the same${backend}.`;
  }
  switch (verdict) {
    case 'allowed':
      return 'It goes through: no browser checks a navigation against CORS, and the gateway calls the backend.';
    case 'blocked':
      return `Ended by the gateway${typeof actual.status === 'number' ? ` with ${actual.status}` : ''}: the backend is not called. The browser has no part in it.`;
    case 'unknown':
      return 'Not known: the browser has no part in it, and what the gateway does depends on what is listed below.';
  }
}
