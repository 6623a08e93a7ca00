import { corsForWritten } from '../repairs/cors-for-written.js';
import { deleteAll } from '../repairs/delete-writers.js';
import type { FindingStatement } from '../effective/statement.js';
import type { HeaderWriter, PolicyDocument, SectionName } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { layersOf } from '../apim/layers.js';
import { asksForOptions } from '../apim/options-branch.js';
import { answeringAll, leavesPreflightsToRouting, type Answering } from '../effective/answered-above.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { allSteps, allWriters } from '../cors/cors-chain.js';
import { handWritten } from '../cors/hand-written.js';
import { childrenNamed } from '../xml/document.js';
import { appendChild } from '../xml/edit-elements.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { nothingChanges } from '../repairs/promises.js';
import { apiPath, cors, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { dedent } from '../repairs/promises.js';
import { at, elementAt, pathTo, rewrite } from '../repairs/rewrite.js';
import type { Draft, Rule } from './rule.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { corsPolicyPage, errorHandlingPage, setHeaderPage } from '../cors/sources.js';
import { targetsOfScope } from '../effective/scope-targets.js';
import { siteKey } from '../effective/origin-site.js';
import { originUses } from '../effective/origin-uses.js';
import { writtenOrigins } from '../effective/written-origins.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';

const allowOrigin = 'access-control-allow-origin';

/** Policies whose `<set-header>` applies to a message of their own: another request, or the answer they give. */
const ownMessage: ReadonlySet<string> = new Set(['return-response', 'send-request', 'send-one-way-request']);

interface Found {
  readonly what: 'inbound' | 'no-on-error' | 'errors-only' | 'unreached' | 'no-preflight';
  readonly document: PolicyDocument;
  readonly scope: ScopeRef;
  readonly writers: readonly HeaderWriter[];
  readonly says: FindingStatement;
}

function* findIn(document: PolicyDocument, scope: ScopeRef, facts: Facts): Iterable<Found> {
  const written = document.headerWriters.filter((writer) => handWritten(writer).action !== 'delete');
  const inbound = written.filter((writer) => writer.section === 'inbound' && !ownMessage.has(writer.inside ?? ''));
  if (inbound.length > 0) {
    const says: FindingStatement = { code: 'hand-written-cors.inbound', given: { headers: [...new Set(inbound.map((writer) => nameOf(writer)))] } };
    yield { what: 'inbound', document, scope, writers: inbound, says };
  }
  const forPreflights = written.filter((writer) => writer.section === 'inbound' && isOfPreflight(writer));
  if (forPreflights.length > 0 && facts.leavesPreflightsToRouting(document)) {
    const says: FindingStatement = {
      code: 'hand-written-cors.no-preflight',
      given: { headers: [...new Set(forPreflights.map((writer) => nameOf(writer)))] },
    };
    yield { what: 'no-preflight', document, scope, writers: forPreflights, says };
  }
  const outbound = written.filter((writer) => writer.header === allowOrigin && writer.section === 'outbound' && !facts.isTold(writer));
  const answering = outbound.length > 0 && scope.kind !== 'fragment' ? facts.answeringAll(document) : null;
  if (answering !== null) {
    const { name, path, line } = answering;
    yield {
      what: 'unreached',
      document,
      scope,
      writers: outbound,
      says: { code: 'hand-written-cors.unreached', given: { by: name, at: { path, line } } },
    };
  } else if (outbound.length > 0 && !facts.coversErrors(document) && !facts.holdsCors(document)) {
    const says: FindingStatement = { code: 'hand-written-cors.no-on-error', given: {} };
    yield { what: 'no-on-error', document, scope, writers: outbound, says };
  }
  const errors = written.filter((writer) => writer.header === allowOrigin && writer.section === 'on-error' && facts.isOnlyForErrors(writer));
  if (errors.length > 0) yield { what: 'errors-only', document, scope, writers: errors, says: { code: 'hand-written-cors.errors-only', given: {} } };
}

/** Facts about the rest of the service, computed at the first question. */
class Facts {
  readonly #state: ServiceState;
  #fragmentsWrite: boolean | null = null;
  #globalWrites: boolean | null = null;
  #told: ReadonlySet<string> | null = null;
  #writing: Map<HeaderWriter, ChainGroup[]> | null = null;
  #besideCors: ReadonlySet<ChainGroup> | null = null;
  #onlyErrors: ReadonlyMap<HeaderWriter, boolean> | null = null;

  constructor(state: ServiceState) {
    this.#state = state;
  }

  answeringAll(document: PolicyDocument): Answering | null {
    return answeringAll(this.#state, document);
  }

  leavesPreflightsToRouting(document: PolicyDocument): boolean {
    return leavesPreflightsToRouting(this.#state, document);
  }

  /** Whether something may write the header on errors too: this document, the global one, or a fragment included there. */
  coversErrors(document: PolicyDocument): boolean {
    const { service } = this.#state;
    this.#fragmentsWrite ??= service.fragments.some(({ policy: file }) => file.ok && writesOn(file.document, 'fragment'));
    this.#globalWrites ??= service.global?.ok === true && writesOn(service.global.document, 'on-error');
    return this.#fragmentsWrite || this.#globalWrites || writesOn(document, 'on-error');
  }

  /** Whether a `<cors>` applies to the same requests: then `two-cors-writers` reports it. */
  holdsCors(document: PolicyDocument): boolean {
    const besideCors = (this.#besideCors ??= new Set(this.#state.groups.filter(({ chain }) => chain.steps.some((step) => step.kind === 'cors'))));
    return besideCors.size > 0 && document.headerWriters.some((writer) => this.groupsWriting(writer).some((group) => besideCors.has(group)));
  }

  /** Whether only this lets pages read an error answer. A policy kept elsewhere is assumed to have no `<cors>`. */
  isOnlyForErrors(writer: HeaderWriter): boolean {
    this.#onlyErrors ??= this.#writersOfErrors();
    return this.#onlyErrors.get(writer) === true;
  }

  /** The writers of error answers, and whether nothing else lets pages read them; in one walk, for a section may hold thousands. */
  #writersOfErrors(): ReadonlyMap<HeaderWriter, boolean> {
    const found = new Map<HeaderWriter, boolean>();
    const state = this.#state;
    const mayLetIn = ({ chain }: ChainGroup): boolean =>
      allSteps(chain).some((step) => step.kind === 'cors' || (step.kind === 'opaque' && step.reason.code !== 'policy-elsewhere')) ||
      allWriters(chain).some(({ header }) => header === allowOrigin);
    for (const group of state.groups) {
      const written = state.onError(layersOf(state.service, group.api, group.operation, group.product));
      const isOnly = written.length > 0 && !mayLetIn(group);
      for (const met of written) {
        const one = met.original ?? met;
        found.set(one, isOnly && found.get(one) !== false);
      }
    }
    return found;
  }

  /** Whether it lets in unintended origins, `null` or all, which another rule reports: error answers should not have it. */
  isTold({ element: { place } }: HeaderWriter): boolean {
    this.#told ??= new Set([
      ...originUses(this.#state).flatMap((use) => (use.verdict === 'unknown' ? [] : [siteKey(use.place)])),
      ...writtenOrigins(this.#state).flatMap(({ value, writer }) => (value === 'null' ? [siteKey(writer.element.place)] : [])),
    ]);
    return this.#told.has(siteKey(place));
  }

  /** Groups into whose answers it writes. */
  groupsWriting(writer: HeaderWriter): readonly ChainGroup[] {
    if (this.#writing === null) {
      this.#writing = new Map();
      for (const group of this.#state.groups) {
        for (const met of group.chain.written) {
          const one = met.original ?? met;
          const known = this.#writing.get(one);
          if (known === undefined) this.#writing.set(one, [group]);
          else known.push(group);
        }
      }
    }
    return this.#writing.get(writer) ?? [];
  }
}

/** A header that only answers to preflights need, in an answer for other methods: `options-branch-never-runs` reports those. */
function isOfPreflight({ header, inside, conditions }: HeaderWriter): boolean {
  return inside === 'return-response' && preflightHeaders.has(header) && !conditions.some(asksForOptions);
}

const preflightHeaders: ReadonlySet<string> = new Set(['access-control-allow-methods', 'access-control-allow-headers', 'access-control-max-age']);

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

function draftOf(state: ServiceState, facts: Facts, { what, document, scope, writers, says }: Found): Draft | null {
  const [first] = writers;
  if (first === undefined) return null;
  const targets = scope.kind === 'fragment' ? mergeTargets(facts.groupsWriting(first).map((group) => group.target)) : targetsOfScope(state, scope);
  return {
    rule: 'hand-written-cors',
    severity: 'warning',
    certainty: what === 'errors-only' && state.service.partlyKept !== undefined ? 'reported' : 'documented',
    says,
    place: allOf(first.element.place),
    alsoAt: writers.map((writer) => startOf(writer.element.place)),
    scope,
    key: `${what}:${[...new Set(writers.map((writer) => writer.header))].sort().join(' ')}`,
    targets,
    repairs:
      what === 'errors-only' || what === 'no-preflight'
        ? null
        : (desk) => repairsOf(desk, state, facts, { what, document, scope, writers, says }, targets),
  };
}

async function repairsOf(
  desk: RepairDesk,
  state: ServiceState,
  facts: Facts,
  { what, document, scope, writers }: Found,
  targets: readonly Target[],
): Promise<readonly Repair[]> {
  const isInbound = what === 'inbound';
  const other = isInbound || what === 'unreached' ? await deleteAll(desk, writers) : await copyToOnError(desk, document, writers);
  return [...(facts.holdsCors(document) ? [] : await corsForWritten(desk, state, { document, scope, targets, isInbound })), ...other];
}

async function copyToOnError(desk: RepairDesk, { ref }: PolicyDocument, writers: readonly HeaderWriter[]): Promise<readonly Repair[]> {
  // A conditional writer needs its condition in the `<cors>` too.
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
      isStopgap: true,
      // Error answers become readable: the author has to decide, unless it is a single web app.
      ...(writers.every((writer) => isOneOrigin(writer)) ? null : { opensErrors: true }),
    },
  ];
}

/** Its value lets in known origins, neither all nor `null`. */
function isOneOrigin(writer: HeaderWriter): boolean {
  const { literal } = handWritten(writer);
  return literal?.length === 1 && literal.every((value) => value !== '*' && value !== 'null');
}

const header = (value: string): string[] =>
  within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${value}</value>`]);
const fixed = header('https://app.contoso.com');

/** Rule `hand-written-cors`: CORS headers written by hand. */
export const handWrittenCors: Rule = {
  id: 'hand-written-cors',
  title: 'Headers of CORS written by hand',
  severity: 'warning',
  severityNote: null,
  certainty: 'documented',
  detects:
    '`<set-header>` for `Access-Control-*`: in `<inbound>`, where it has no effect on the answer; in `<outbound>` without the like in `<on-error>`; or in `<on-error>` where nothing lets pages read the other answers. Also in an `<outbound>` that never runs, because a policy answers every request before; and headers for preflights in a `<return-response>` where none comes: no operation takes OPTIONS, and no `<cors>` is there.',
  why: 'In `<inbound>` the header goes to the backend. In `<outbound>` it is missing from every error of the gateway, and no preflight comes there. In `<on-error>` it is on errors alone.',
  repair:
    'Use `<cors>`, which answers preflights and errors too. Where the header has to be written by hand, write it in `<on-error>` too; in `<inbound>`, delete it.',
  sources: [setHeaderPage, errorHandlingPage, corsPolicyPage],
  get fails() {
    return [
      { name: 'in inbound, where it goes to the backend', head: repository({ [apiPath]: policy(['<base />', ...fixed]) }) },
      {
        name: 'in an outbound section that no answer passes',
        head: repository({ [apiPath]: policy(['<base />', '<mock-response status-code="200" />'], rest(['<base />', ...fixed])) }),
      },
      { name: 'in on-error alone', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />'], ['<base />', ...fixed])) }) },
      { name: 'in outbound alone', head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...fixed])) }) },
    ];
  },
  get passes() {
    return [
      {
        name: 'in outbound and in on-error',
        head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...fixed], ['<base />', ...fixed])) }),
      },
      {
        name: 'in on-error, for what a cors lets in',
        head: repository({
          [apiPath]: policy([...cors({ origins: ['https://app.contoso.com'] }), '<base />'], rest(['<base />'], ['<base />', ...fixed])),
        }),
      },
      {
        name: '`null` in outbound, which is deleted and not copied',
        head: repository({ [apiPath]: policy(['<base />'], rest(['<base />', ...header('null')])) }),
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
    for (const { file, scope } of state.remarkable()) {
      if (!file.ok || file.document.headerWriters.length === 0) continue;
      for (const found of findIn(file.document, scope, facts)) {
        const draft = draftOf(state, facts, found);
        if (draft !== null) yield draft;
      }
    }
  },
};
