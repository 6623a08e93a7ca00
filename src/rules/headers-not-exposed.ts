import { inheritsBase } from '../apim/layers.js';
import type { AnswerHeader } from '../apim/policy.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { groupsDecidedBy } from '../effective/deciding.js';
import { startOf } from '../effective/finding-place.js';
import { headersNeededBy, operationsOf } from '../effective/needed-headers.js';
import { evaluatedCors, type ChainGroup, type CorsElement, type ServiceState } from '../effective/service-state.js';
import { apiPath, cors, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { repairElement } from '../repairs/element-repair.js';
import { onlyGains } from '../repairs/promises.js';
import { childrenNamed } from '../xml/document.js';
import { appendChild, escapeText } from '../xml/edit-elements.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, fetchStandard } from '../cors/sources.js';

const origins = ['https://app.contoso.com'];
const limit = '<rate-limit calls="10" renewal-period="60" remaining-calls-header-name="X-Calls-Left"/>';

const specified = 'apimartifacts/apis/orders/specification.yaml';

/** A specification with one POST whose answer has a header. */
function answering(status: number, header: string): Readonly<Record<string, string>> {
  const lines = [
    'openapi: 3.0.1',
    'info:',
    '  title: Orders',
    "  version: '1.0'",
    'paths:',
    '  /orders:',
    '    post:',
    '      operationId: create-order',
    '      responses:',
    `        '${status}':`,
    '          description: Created',
    '          headers:',
    `            ${header}:`,
    '              schema:',
    '                type: string',
    '',
  ];
  return { [specified]: lines.join('\n') };
}

/** Rule `headers-not-exposed`: response headers for clients that pages cannot read. */
export const headersNotExposed: Rule = {
  id: 'headers-not-exposed',
  title: 'Headers of answers that pages cannot read',
  severity: 'info',
  severityNote: null,
  quiet: { upTo: 'pull-request', because: 'Pages could not read them before either.' },
  isOncePerService: true,
  certainty: 'documented',
  detects:
    'A `<cors>` whose `<expose-headers>` lacks a header for callers: one that a rate limit or quota is told to write, one such as `Location` or `Retry-After` set in `<outbound>` or named among the answers of an operation in its specification, and `ETag` where a policy asks for `If-Match`.',
  why: 'Scripts of another origin read no header of an answer but a few, unless it is exposed: the page gets null, and cannot wait, go on or update.',
  repair: 'List them in `<expose-headers>`.',
  sources: [fetchStandard, corsPolicyPage],
  get fails() {
    return [
      { name: 'what a rate limit tells', head: repository({ [apiPath]: policy([...cors({ origins, exposed: ['ETag'] }), '<base />', limit]) }) },
      {
        name: 'where to look next',
        head: repository({
          [apiPath]: policy(
            [...cors({ origins }), '<base />'],
            rest(['<base />', ...within('set-header name="Location"', ['<value>/orders/1</value>'])]),
          ),
        }),
      },
      {
        name: 'what an update has to name',
        head: repository({ [apiPath]: policy([...cors({ origins }), '<base />', '<check-header name="If-Match" failed-check-httpcode="412" />']) }),
      },
      {
        name: 'where the new order is, by the specification',
        head: { ...repository({ [apiPath]: policy([...cors({ origins }), '<base />']) }), ...answering(201, 'Location') },
      },
    ];
  },
  get passes() {
    return [
      { name: 'exposed', head: repository({ [apiPath]: policy([...cors({ origins, exposed: ['x-calls-left'] }), '<base />', limit]) }) },
      {
        name: 'exposed, as the specification has it',
        head: { ...repository({ [apiPath]: policy([...cors({ origins, exposed: ['Location'] }), '<base />']) }), ...answering(201, 'Location') },
      },
      {
        name: 'a header of an answer that nobody waits for',
        head: { ...repository({ [apiPath]: policy([...cors({ origins }), '<base />']) }), ...answering(200, 'X-Served-By') },
      },
      { name: 'every header exposed', head: repository({ [apiPath]: policy([...cors({ origins, exposed: ['*'] }), '<base />', limit]) }) },
      {
        name: 'a header that is taken away',
        head: repository({
          [apiPath]: policy([...cors({ origins }), '<base />'], rest(['<base />', '<set-header name="ETag" exists-action="delete" />'])),
        }),
      },
      {
        name: 'a limit that tells nothing',
        head: repository({ [apiPath]: policy([...cors({ origins }), '<base />', '<rate-limit calls="9" renewal-period="60" />']) }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const { exposed, place } = element.policy;
      if (exposed.kind === 'list' && (exposed.any || exposed.unresolved.length > 0)) continue;
      const { names, by, targets } = missingIn(state, element);
      if (names.length === 0) continue;
      yield {
        rule: 'headers-not-exposed',
        severity: 'info',
        certainty: 'documented',
        says: { code: 'headers-not-exposed', given: { names, by } },
        place: startOf(exposed.kind === 'list' ? exposed.place : place),
        alsoAt: [startOf(place)],
        scope: element.scope,
        key: [...names].sort().join(' '),
        targets,
        repairs: (desk) =>
          repairElement(
            desk,
            place,
            (document, found) => {
              const [list] = childrenNamed(found, 'expose-headers');
              const headers = names.map((name) => `<header>${escapeText(name)}</header>`);
              return list === undefined
                ? appendChild(document, found, within('expose-headers', headers).join('\n'))
                : appendChild(document, list, headers.join('\n'));
            },
            { title: { code: 'list', given: { names } }, promise: onlyGains('exposed') },
          ),
      };
    }
  },
};

/** Whether the answers that an element decides have headers that it does not expose by name. */
export function hasUnexposedHeaders(state: ServiceState, element: CorsElement): boolean {
  return missingIn(state, element).names.length > 0;
}

interface Missing {
  readonly names: readonly string[];
  readonly by: 'policies' | 'specification' | 'both';
  readonly targets: readonly Target[];
}

/** Response headers that an element does not expose, as written, with their source and operations. */
function missingIn(state: ServiceState, element: CorsElement): Missing {
  const { exposed } = element.policy;
  const listed = new Set(exposed.kind === 'list' ? exposed.entries.map(({ name }) => name) : []);
  const names = new Map<string, string>();
  const targets: Target[] = [];
  const told = new Set<'policies' | 'specification'>();
  const add = (all: readonly string[], by: 'policies' | 'specification'): boolean => {
    const missing = all.filter((name) => !listed.has(name.toLowerCase()));
    for (const name of missing) if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
    if (missing.length > 0) told.add(by);
    return missing.length > 0;
  };
  for (const { group } of groupsDecidedBy(state, element)) {
    const specified = operationsOf(group).filter(({ answerHeaders }) => answerHeaders !== undefined && add(answerHeaders, 'specification'));
    if (add(writtenFor(state, group), 'policies')) targets.push(group.target);
    else if (specified.length > 0) targets.push({ ...group.target, operations: specified.map(({ id }) => id) });
  }
  const [by = 'policies'] = told;
  return { names: [...names.values()].slice(0, mostNames), by: told.size > 1 ? 'both' : by, targets: mergeTargets(targets) };
}

/** Most names in one finding. */
const mostNames = 20;

function writtenFor(state: ServiceState, group: ChainGroup): readonly string[] {
  const found = headersNeededBy(state, group).some(({ name }) => name.toLowerCase() === 'if-match') ? ['ETag'] : [];
  const open = { inbound: true, outbound: true };
  for (const { file } of group.layers) {
    if (file?.ok !== true) continue;
    const { document } = file;
    const runs = ({ section }: AnswerHeader): boolean => (section === 'outbound' ? open.outbound : open.inbound);
    for (const one of document.answerHeaders ?? []) if (runs(one)) found.push(one.name);
    open.inbound &&= inheritsBase(document);
    open.outbound &&= document.outbound.inherits;
  }
  return found;
}
