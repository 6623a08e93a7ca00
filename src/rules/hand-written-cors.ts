import { deleteAll } from '../repairs/delete-writers.js';
import type { Statement } from '../effective/statement.js';
import type { HeaderWriter, PolicyDocument, SectionName } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets } from '../apim/target.js';
import { handWritten } from '../cors/hand-written.js';
import { childrenNamed } from '../xml/document.js';
import { appendChild } from '../xml/edit-elements.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { nothingChanges } from '../repairs/promises.js';
import { apiPath, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { dedent } from '../repairs/promises.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { Draft, Rule } from './rule.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import type { Severity } from '../effective/severity.js';
import { corsPolicyPage, errorHandlingPage, originReflectionPage, setHeaderPage } from '../cors/sources.js';
import { targetsOfScope } from '../effective/scope-targets.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { isExpression, isOpen } from '../text/open-parts.js';

const allowOrigin = 'access-control-allow-origin';

/** Policies whose `<set-header>` is not about the request at hand: a request of their own, or the answer they give. */
const ownMessage: ReadonlySet<string> = new Set(['return-response', 'send-request', 'send-one-way-request']);

/**
 * A value that gives the caller's origin back, and nothing that could tell one origin from another: neither the value nor a condition above it
 * names anything but the header itself, methods and the empty text, or reads anything but the request.
 */
function reflectsOrigin(writer: HeaderWriter): boolean {
  const values = writer.element.children.filter((child) => child.name === 'value').map((child) => child.text);
  if (!values.some((text) => isExpression(text) && /Headers[\s\S]*"Origin"/i.test(text))) return false;
  // More than anybody reads: what it comes to is not told.
  return writer.conditions.length <= mostConditions && [...values, ...writer.conditions].every(knowsNoOrigin);
}

const mostConditions = 20;

const harmlessLiterals: ReadonlySet<string> = new Set(['origin', '', '*', 'null', 'get', 'head', 'post', 'put', 'patch', 'delete', 'options']);

function knowsNoOrigin(expression: string): boolean {
  if (isOpen(expression, 'code')) return false;
  const literals = [...expression.matchAll(/"([^"]*)"/g)].map((match) => (match[1] ?? '').toLowerCase());
  if (!literals.every((literal) => harmlessLiterals.has(literal))) return false;
  return [...expression.matchAll(/\bcontext\s*\.\s*(\w+)(?:\s*\.\s*(\w+))?/g)].every(
    ([, subject, part]) => subject === 'Request' && (part === 'Headers' || part === 'Method'),
  );
}

interface Found {
  readonly what: 'inbound' | 'reflection' | 'no-on-error';
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly writers: readonly HeaderWriter[];
  readonly severity: Severity;
  readonly says: Statement;
}

function* findIn(document: PolicyDocument, scope: ScopeRef, facts: Facts): Iterable<Found> {
  const written = document.headerWriters.filter((writer) => handWritten(writer).action !== 'delete');
  const inbound = written.filter((writer) => writer.section === 'inbound' && !ownMessage.has(writer.inside ?? ''));
  if (inbound.length > 0) {
    const says: Statement = { code: 'hand-written-cors.inbound', given: { headers: [...new Set(inbound.map((writer) => nameOf(writer)))] } };
    yield { what: 'inbound', document, scope, writers: inbound, severity: 'warning', says };
  }
  const answers = written.filter((writer) => writer.header === allowOrigin && !inbound.includes(writer) && facts.isAnswer(document, writer));
  const reflecting = answers.filter(reflectsOrigin);
  if (reflecting.length > 0) {
    const says: Statement = { code: 'hand-written-cors.reflection', given: {} };
    yield { what: 'reflection', document, scope, writers: reflecting, severity: 'error', says };
  }
  const outbound = answers.filter((writer) => writer.section === 'outbound' && !reflecting.includes(writer));
  if (outbound.length > 0 && !facts.coversErrors(document) && !facts.holdsCors(document)) {
    const says: Statement = { code: 'hand-written-cors.no-on-error', given: {} };
    yield { what: 'no-on-error', document, scope, writers: outbound, severity: 'warning', says };
  }
}

/** What has to be known of the rest of the service; worked out when first asked for. */
class Facts {
  readonly #state: ServiceState;
  #fragmentsWrite: boolean | null = null;
  #globalWrites: boolean | null = null;
  #writing: Map<HeaderWriter, ChainGroup[]> | null = null;

  constructor(state: ServiceState) {
    this.#state = state;
  }

  /** Something may write the header on errors too: this document, the global one, or a fragment, which may be included there. */
  coversErrors(document: PolicyDocument): boolean {
    const { service } = this.#state;
    this.#fragmentsWrite ??= service.fragments.some(({ policy: file }) => file.ok && writesOn(file.document, 'fragment'));
    this.#globalWrites ??= service.global?.ok === true && writesOn(service.global.document, 'on-error');
    return this.#fragmentsWrite || this.#globalWrites || writesOn(document, 'on-error');
  }

  /** A `<cors>` stands beside it for the same requests: then `two-cors-writers` says what is wrong. */
  holdsCors(document: PolicyDocument): boolean {
    return document.headerWriters.some((writer) =>
      this.groupsWriting(writer).some((group) => group.chain.steps.some((step) => step.kind === 'cors')),
    );
  }

  /** It writes into an answer: of a fragment that is so where an outbound section includes it. */
  isAnswer({ root }: PolicyDocument, writer: HeaderWriter): boolean {
    if (root === 'fragment') return this.groupsWriting(writer).length > 0;
    return writer.section === 'outbound' || writer.section === 'on-error' || (writer.section === 'inbound' && writer.inside === 'return-response');
  }

  /** Groups whose answers it writes into. */
  groupsWriting(writer: HeaderWriter): readonly ChainGroup[] {
    if (this.#writing === null) {
      this.#writing = new Map();
      for (const group of this.#state.groups) {
        for (const one of group.chain.written) {
          const known = this.#writing.get(one);
          if (known === undefined) this.#writing.set(one, [group]);
          else known.push(group);
        }
      }
    }
    return this.#writing.get(writer) ?? [];
  }
}

function writesOn(document: PolicyDocument, section: SectionName | 'fragment'): boolean {
  return document.headerWriters.some((writer) => writer.section === section && writer.header === allowOrigin);
}

/** As written. */
function nameOf({ element, header }: HeaderWriter): string {
  return (
    element.attributes
      .find((one) => one.name === 'name')
      ?.value.trim()
      .slice(0, 80) ?? header
  );
}

function draftOf(state: ServiceState, facts: Facts, { what, document, scope, writers, severity, says }: Found): Draft | null {
  const [first] = writers;
  if (first === undefined) return null;
  return {
    rule: 'hand-written-cors',
    severity,
    certainty: 'documented',
    says,
    place: allOf(first.element.place),
    alsoAt: writers.map((writer) => startOf(writer.element.place)),
    scope,
    key: `${what}:${[...new Set(writers.map((writer) => writer.header))].sort().join(' ')}`,
    targets: scope.kind === 'fragment' ? mergeTargets(facts.groupsWriting(first).map((group) => group.target)) : targetsOfScope(state, scope),
    repairs: what === 'reflection' ? null : (desk) => (what === 'inbound' ? deleteAll(desk, writers) : copyToOnError(desk, document, writers)),
  };
}

async function copyToOnError(desk: RepairDesk, { ref }: PolicyDocument, writers: readonly HeaderWriter[]): Promise<readonly Repair[]> {
  // One under a condition needs its condition there too.
  if (writers.some((writer) => writer.inside !== null)) return [];
  const document = await desk.open(ref);
  const section = document === null ? undefined : childrenNamed(document.root, 'on-error')[0];
  if (document === null || section === undefined) return [];
  const sources = writers.flatMap((writer) => {
    const element = elementAt(document, writer.element.place);
    return element === null ? [] : [dedent(document.text.slice(element.span.start, element.span.end))];
  });
  const text = rewrite(document, [at(pathTo(section), (doc, found) => appendChild(doc, found, sources.join('\n')))]);
  if (text === null || sources.length === 0) return [];
  return [
    {
      title: { code: 'write-in-on-error', given: {} },
      texts: [{ ref, text }],
      promise: nothingChanges,
      certainty: 'documented',
      givesMore: false,
      leansOn: null,
    },
  ];
}

const header = (value: string): string[] =>
  within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${value}</value>`]);
const fixed = header('https://app.contoso.com');

/** Rule `hand-written-cors`: headers of CORS written by hand. */
export const handWrittenCors: Rule = {
  id: 'hand-written-cors',
  title: 'Headers of CORS written by hand',
  severity: 'warning',
  severityNote: 'error when every origin is answered with itself',
  certainty: 'documented',
  detects:
    '`<set-header>` for `Access-Control-*`: in `<inbound>`, where it has no effect on the answer; in `<outbound>` without the like in `<on-error>`; or with the caller’s `Origin` as its value.',
  why: 'In `<inbound>` the header goes to the backend. In `<outbound>` it is missing from every error of the gateway, and no preflight comes there. And a value that reads the `Origin` header and gives it back allows everybody, whatever list stands elsewhere.',
  repair: 'Use `<cors>`. Where the header has to be written by hand, write it in `<on-error>` too; in `<inbound>`, delete it.',
  sources: [setHeaderPage, errorHandlingPage, corsPolicyPage, originReflectionPage],
  get fails() {
    return [
      { name: 'in inbound, where it goes to the backend', head: repository({ [apiPath]: policy(['<base />', ...fixed]) }) },
      { name: 'in outbound alone', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...fixed])) }) },
      {
        name: 'the caller’s origin given back',
        head: repository({
          [apiPath]: policy(
            ['<base />'],
            rest(
              ['<base />', ...header('@(context.Request.Headers.GetValueOrDefault("Origin",""))')],
              ['<base />', ...header('@(context.Request.Headers.GetValueOrDefault("Origin",""))')],
            ),
          ),
        }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'in outbound and in on-error',
        head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...fixed], ['<base />', ...fixed])) }),
      },
      {
        name: 'the backend’s header taken out',
        head: repository({
          [apiPath]: policy(['<base />'], rest(['<base />', '<set-header name="Access-Control-Allow-Origin" exists-action="delete" />'])),
        }),
      },
      {
        name: 'a header that is exposed, in outbound',
        head: repository({
          [apiPath]: policy(
            ['<base />'],
            rest([
              '<base />',
              '<set-header name="Access-Control-Expose-Headers" exists-action="override">',
              '  <value>ETag</value>',
              '</set-header>',
            ]),
          ),
        }),
      },
    ];
  },
  *check(state) {
    const facts = new Facts(state);
    for (const { file, scope } of state.documents()) {
      if (!file.ok || file.document.headerWriters.length === 0) continue;
      for (const found of findIn(file.document, scope, facts)) {
        const draft = draftOf(state, facts, found);
        if (draft !== null) yield draft;
      }
    }
  },
};
