import { refKey } from '../text/policy-ref.js';
import type { HeaderWriter } from '../apim/policy.js';
import { asksForOptions } from '../apim/options-branch.js';
import { mergeTargets } from '../apim/target.js';
import type { CorsElementStep } from '../cors/cors-chain.js';
import { handWritten } from '../cors/hand-written.js';
import type { CorsPolicy } from '../cors/cors-policy.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { apiPath, cors, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { deleteAll } from '../repairs/delete-writers.js';
import type { Draft, Rule } from './rule.js';
import type { Severity } from '../text/scales.js';
import { corsPolicyPage, fetchStandard, setHeaderPage } from '../cors/sources.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import type { ScopeRef } from '../apim/service.js';
import { allowsAnyOrigin, mayHaveCredentials } from '../effective/wildcard.js';

/** Headers that browsers refuse with two values (Fetch standard, CORS check: the values are joined and compared as a whole). */
const single: ReadonlySet<string> = new Set(['access-control-allow-origin', 'access-control-allow-credentials']);

interface Clash {
  readonly writer: HeaderWriter;
  readonly policy: CorsPolicy;
  readonly policyScope: ScopeRef;
  readonly groups: ChainGroup[];
}

function isDeletion(writer: HeaderWriter): boolean {
  return handWritten(writer).action === 'delete';
}

/** Each writer of a header that a `<cors>` of the same chain also writes, once for all chains that share it. */
function findClashes(state: ServiceState): Iterable<Clash> {
  const clashes = new Map<HeaderWriter, Clash>();
  for (const group of state.groups) {
    const step = group.chain.steps.find((one) => one.kind === 'cors');
    if (step?.kind !== 'cors') continue;
    for (const writer of [...group.chain.written, ...answersBehind(group, step)]) {
      // `skip` keeps an existing header, `delete` removes the backend's: neither is a second writer, unless a condition selects the answers.
      if (!single.has(writer.header) || handWritten(writer).action === 'skip' || (isDeletion(writer) && writer.inside === null)) continue;
      if (writer.header === 'access-control-allow-credentials' && !mayHaveCredentials(step.policy)) continue;
      const known = clashes.get(writer.original ?? writer);
      if (known === undefined) clashes.set(writer.original ?? writer, { writer, policy: step.policy, policyScope: step.scope, groups: [group] });
      else known.groups.push(group);
    }
  }
  return clashes.values();
}

/** Headers that answering policies write behind a `<cors>`: those that always answer, and those of its own document that answer under a condition. */
function answersBehind({ chain, layers }: ChainGroup, cors: CorsElementStep): readonly HeaderWriter[] {
  const always = chain.steps.slice(chain.steps.indexOf(cors)).flatMap((step) => (step.kind === 'refused' ? (step.writes ?? []) : []));
  const { place } = cors.policy;
  const own = layers.flatMap(({ file }) => (file?.ok === true && file.document.ref === place.ref ? file.document.headerWriters : []));
  const sometimes = own.filter(
    ({ section, inside, conditions, element }) =>
      section === 'inbound' &&
      inside === 'return-response' &&
      conditions.length > 0 &&
      !conditions.some(asksForOptions) &&
      element.place.start > place.start,
  );
  return [...always, ...sometimes].filter((writer) => !isDeletion(writer));
}

/** If it overwrites the header of `<cors>`, it has the same value: only two headers would be wrong, and no page says whether there are two. */
function saysTheSame(writer: HeaderWriter, policy: CorsPolicy): boolean {
  const { values, action } = handWritten(writer);
  const [value] = values ?? [];
  if (action !== 'override' || values?.length !== 1 || value === undefined) return false;
  if (writer.header === 'access-control-allow-credentials') return value === 'true';
  if (value === '*') return allowsAnyOrigin(policy) && !mayHaveCredentials(policy);
  const [only] = policy.origins;
  return policy.origins.length === 1 && only?.kind === 'origin' && only.origin === value;
}

function severityOf({ writer, policy }: Clash): Severity {
  if (saysTheSame(writer, policy) || isDeletion(writer)) return 'info';
  return writer.inside === null || (writer.inside === 'return-response' && writer.conditions.length === 0) ? 'error' : 'warning';
}

function draftOf(clash: Clash, all: readonly HeaderWriter[], scope: ScopeRef): Draft {
  const { writer, policy, policyScope, groups } = clash;
  const name = writer.header === 'access-control-allow-origin' ? 'Access-Control-Allow-Origin' : 'Access-Control-Allow-Credentials';
  const appends = handWritten(writer).action === 'append';
  const harm = saysTheSame(writer, policy) ? 'same-value' : appends ? 'second-value' : 'open';
  const deletedWhere = isDeletion(writer) ? (writer.conditions[0]?.trim() ?? '') : null;
  return {
    rule: 'two-cors-writers',
    severity: severityOf(clash),
    certainty: appends ? 'documented' : 'inferred',
    says: {
      code: 'two-cors-writers',
      given: { header: name, scope: policyScope, at: { path: policy.place.path, line: policy.place.line }, harm, deletedWhere },
    },
    place: allOf(writer.element.place),
    alsoAt: all.map((one) => startOf(one.element.place)),
    scope,
    key: `${writer.header}:${policyScope.kind}`,
    targets: mergeTargets(groups.map((group) => group.target)),
    repairs: isDeletion(writer)
      ? null
      : async (desk) =>
          // Hand-written values are not evaluated: without them, access becomes known.
          (await deleteAll(desk, all)).map((repair) => ({ ...repair, promise: () => true, certainty: 'inferred' })),
  };
}

const origins = ['https://app.contoso.com'];
const header = (value: string, action = 'override'): string[] =>
  within(`set-header name="Access-Control-Allow-Origin" exists-action="${action}"`, [`<value>${value}</value>`]);
const deletion = '<set-header name="Access-Control-Allow-Origin" exists-action="delete" />';
const withCors = (written: readonly string[]): string => policy([...cors({ origins }), '<base />'], rest(['<base />', ...written]));

/** Rule `two-cors-writers`: a CORS header is written twice. */
export const twoCorsWriters: Rule = {
  id: 'two-cors-writers',
  title: 'A header of CORS written twice',
  severity: 'error',
  severityNote:
    'warning under a condition; info when it is deleted under one, and when both say the same, for whether two headers are sent no page says',
  certainty: 'inferred',
  detects:
    '`<set-header>` for `Access-Control-Allow-Origin` or `Access-Control-Allow-Credentials` in `<outbound>`, or in a `<return-response>` behind the `<cors>`, where a `<cors>` in the effective policy writes the header too; or its deletion in `<outbound>` under a condition.',
  why: 'Two values are joined, and no browser accepts the result: "The header contains multiple values, but only one is allowed". Should the one written by hand replace the other, it decides instead of the list in `<cors>`.',
  repair: 'Delete the `<set-header>`. To drop a header that the backend sends, use `exists-action="delete"`.',
  sources: [corsPolicyPage, setHeaderPage, fetchStandard],
  get fails() {
    return [
      { name: 'every origin, over a list', head: repository({ [apiPath]: withCors(header('*')) }) },
      {
        name: 'deleted for some',
        head: repository({
          [apiPath]: withCors(within('choose', within('when condition="@(context.Request.Method == &quot;GET&quot;)"', [deletion]))),
        }),
      },
      {
        name: 'in an answer behind it',
        head: repository({ [apiPath]: policy([...cors({ origins }), '<base />', ...within('return-response', header('*'))]) }),
      },
      { name: 'a second value', head: repository({ [apiPath]: withCors(header('https://app.contoso.com', 'append')) }) },
    ];
  },
  get passes() {
    return [
      {
        name: 'the backend’s header taken out',
        head: repository({ [apiPath]: withCors([deletion]) }),
      },
      { name: 'written only where there is none', head: repository({ [apiPath]: withCors(header('https://app.contoso.com', 'skip')) }) },
      { name: 'no cors in scope', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...header('*')])) }) },
    ];
  },
  *check(state) {
    const byDocument = new Map<string, Clash[]>();
    for (const clash of findClashes(state)) {
      const key = refKey(clash.writer.element.place.ref);
      const known = byDocument.get(key);
      if (known === undefined) byDocument.set(key, [clash]);
      else known.push(clash);
    }
    if (byDocument.size === 0) return;
    for (const { file, scope } of state.remarkable()) {
      const clashes = file.ok ? (byDocument.get(refKey(file.document.ref)) ?? []) : [];
      // One finding per document, for the origin's header.
      const [first] = [...clashes].sort((a, b) => (a.writer.header < b.writer.header ? 1 : a.writer.header > b.writer.header ? -1 : 0));
      if (first === undefined) continue;
      yield draftOf(
        first,
        clashes.map((clash) => clash.writer),
        scope,
      );
      byDocument.delete(refKey(first.writer.element.place.ref));
    }
  },
};
