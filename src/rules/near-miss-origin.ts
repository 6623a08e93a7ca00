import { parse } from 'tldts';
import { classesOf } from '../cors/origin-class.js';
import { corsPolicyPage, originSerialisation } from '../cors/sources.js';
import { evaluatedCors } from '../effective/service-state.js';
import { corsExample } from '../layouts/apiops/example.js';
import { isOneEditAway } from '../text/one-edit.js';
import { originDraft, originEntries, withoutOrigin } from './entry-drafts.js';
import type { Rule } from './rule.js';

/** Shorter names are often similar on purpose. */
const shortest = 6;
/** Most domains of one list that are compared. */
const mostDomains = 300;

/** A registered domain without its suffix, and the parts around it. */
interface Registered {
  readonly name: string;
  readonly rest: string;
}

function registered(origin: string): Registered | null {
  const { domainWithoutSuffix, publicSuffix, isIp } = parse(origin);
  if (isIp === true || domainWithoutSuffix === null || publicSuffix === null) return null;
  return { name: domainWithoutSuffix, rest: publicSuffix };
}

/** A typing error: one letter, never a digit, of a name that is long enough. */
function isSlip(a: Registered, b: Registered): boolean {
  const figures = (text: string): string => text.replace(/\D+/g, '');
  return a.name !== b.name && a.rest === b.rest && a.name.length >= shortest && figures(a.name) === figures(b.name) && isOneEditAway(a.name, b.name);
}

/** The domains of a list with their origins, by name and suffix, up to the bound. */
function domainsIn(origins: readonly string[]): ReadonlyMap<string, { readonly domain: Registered; readonly origins: readonly string[] }> {
  const domains = new Map<string, { readonly domain: Registered; readonly origins: string[] }>();
  for (const origin of origins) {
    const domain = registered(origin);
    if (domain === null) continue;
    const key = `${domain.name}.${domain.rest}`;
    const known = domains.get(key);
    if (known !== undefined) known.origins.push(origin);
    else if (domains.size < mostDomains) domains.set(key, { domain, origins: [origin] });
  }
  return domains;
}

/** The origins that nearly equal another one, each with that one: the rarer domain counts as the error, otherwise the later. */
function slipsIn(origins: readonly string[]): ReadonlyMap<string, string> {
  const slips = new Map<string, string>();
  const all = [...domainsIn(origins).values()];
  for (const [index, first] of all.entries()) {
    for (const second of all.slice(index + 1)) {
      if (!isSlip(first.domain, second.domain)) continue;
      const [meant, slip] = first.origins.length < second.origins.length ? [second, first] : [first, second];
      for (const origin of slip.origins) slips.set(origin, meant.origins[0] ?? '');
    }
  }
  return slips;
}

/** https origins that differ from another entry only by port. */
function otherPortsIn(origins: readonly string[]): ReadonlyMap<string, string> {
  const plain = new Set(origins);
  return new Map(
    origins.flatMap((origin) => {
      const without = origin.replace(/:\d+$/, '');
      return without !== origin && plain.has(without) ? [[origin, without] as const] : [];
    }),
  );
}

/** Rule `near-miss-origin`: an origin that nearly equals another one of the list. */
export const nearMissOrigin: Rule = {
  id: 'near-miss-origin',
  title: 'Nearly another origin of the list',
  severity: 'info',
  severityNote: null,
  ofDocument: true,
  certainty: 'inferred',
  detects:
    'An https `<origin>` that is another one of the same list but for a letter of the registered name, or but for a port. That both `www.` and the name without it are listed is common, and right.',
  why: 'A slip in a name lets in whoever registers that name, and shuts out the site that is meant. A port that no site answers at is dead text.',
  repair: 'Take out the one that is not meant.',
  sources: [originSerialisation, corsPolicyPage],
  get fails() {
    return [
      corsExample('a slip', { origins: ['https://app.contoso.com', 'https://www.contsoo.com'] }),
      corsExample('another port', { origins: ['https://app.contoso.com', 'https://app.contoso.com:8443'] }),
    ];
  },
  get passes() {
    return [
      corsExample('with and without www', { origins: ['https://www.contoso.com', 'https://contoso.com'] }),
      corsExample('numbered', { origins: ['https://app.contoso1.com', 'https://app.contoso2.com'] }),
      corsExample('other sub-domains', { origins: ['https://shop.contoso.com', 'https://shops.contoso.com'] }),
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { origins } = element.policy;
      const classes = classesOf(origins);
      const listed = origins.flatMap((entry, index) => (classes[index] === 'https' && entry.kind === 'origin' ? [entry.origin] : []));
      if (listed.length < 2) continue;
      const slips = slipsIn(listed);
      const ports = otherPortsIn(listed);
      if (slips.size + ports.size === 0) continue;
      for (const found of originEntries(state, ['https'], element)) {
        const like = slips.get(found.name) ?? ports.get(found.name);
        if (like === undefined) continue;
        yield originDraft('near-miss-origin', state, found, {
          severity: 'info',
          certainty: 'inferred',
          kind: slips.has(found.name) ? 'origins' : 'other-port',
          like,
          repairs: withoutOrigin(found),
        });
      }
    }
  },
};
