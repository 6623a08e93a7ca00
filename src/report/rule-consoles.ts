import { consoleMessage } from '../browser/console-message.js';
import type { Blocked, BlockedCode } from '../browser/cors-check.js';

function blocked(code: BlockedCode, parameter = ''): Blocked {
  return { code, parameter, status: 200, repeated: false };
}

const preflightWithoutHeaders: Blocked = blocked('PreflightMissingAllowOriginHeader');
const answerWithoutHeaders: Blocked = blocked('MissingAllowOriginHeader');

/**
 * The console message that a developer sees if the gateway does what a rule reports. Without rules about gained access, and about policies that are refused at
 * save.
 */
const blockedBy: Readonly<Partial<Record<string, Blocked>>> = {
  'inherited-cors-decides': preflightWithoutHeaders,
  'cors-not-inherited': preflightWithoutHeaders,
  'cors-outside-inbound': preflightWithoutHeaders,
  'cors-not-direct-child': preflightWithoutHeaders,
  'method-not-allowed': blocked('MethodDisallowedByPreflightResponse', 'PUT'),
  'method-case': blocked('MethodDisallowedByPreflightResponse', 'PUT'),
  'header-not-allowed': blocked('HeaderDisallowedByPreflightResponse', 'authorization'),
  'policy-before-cors': answerWithoutHeaders,
  'options-operation-shadows-cors': blocked('PreflightInvalidStatus'),
  'product-cors-unreachable': preflightWithoutHeaders,
  'header-versioning-hides-cors': preflightWithoutHeaders,
  'hand-written-cors': preflightWithoutHeaders,
  'two-cors-writers': blocked('MultipleAllowOriginValues', 'https://app.contoso.com, *'),
  'access-narrowed': preflightWithoutHeaders,
};

/** Chromium's message for a rule; null: it blocks no request. */
export function consoleOfRule(id: string): string | null {
  const why = blockedBy[id];
  return why === undefined
    ? null
    : consoleMessage(why, { origin: 'https://app.contoso.com', url: 'https://contoso.azure-api.net/orders/42' }).chromium;
}
