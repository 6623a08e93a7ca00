import type { ElementSnapshot, NestedSection, PolicyFile } from '../apim/policy.js';
import { mergeTargets } from '../apim/target.js';
import { corsPolicyPage, nestedSectionIssue, scopesPage } from '../cors/sources.js';
import { lineOf, startOf } from '../effective/finding-place.js';
import type { ChainGroup, CorsElement, ServiceState } from '../effective/service-state.js';
import { originsOf } from '../effective/shadow.js';
import { apiPath, cors, fragmentPath, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { repairElement } from '../repairs/element-repair.js';
import { concernsOnly, dedent } from '../repairs/promises.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import type { TextEdit } from '../text/edit.js';
import { childrenNamed, elementsOf, type XmlDocument, type XmlElement } from '../xml/document.js';
import { appendChild, escapeText, removeNode, replaceElement } from '../xml/edit-elements.js';
import { unknownNames } from '../repairs/unknown-names.js';
import type { Draft, Rule } from './rule.js';

const own = cors({ origins: ['https://app.contoso.com'] });

/** Rule `refused-at-save`: a section inside a section, or an unknown name in <cors>. */
export const refusedAtSave: Rule = {
  id: 'refused-at-save',
  title: 'What API Management refuses to save',
  severity: 'error',
  severityNote: null,
  ofDocument: true,
  certainty: 'reported',
  detects:
    'An `<inbound>`, `<backend>`, `<outbound>` or `<on-error>` inside another of them or inside a fragment, also within `<choose>` and the like, whatever it holds. An element or attribute of `<cors>` that it does not have, such as `allow-origin`.',
  why: 'API Management refuses to save such a policy (of a section: "Policy section is not allowed in the specified scope"), so nothing of it is deployed: what was there before stays. Who would gain or lose access is told as what may come, once the policy can be saved.',
  repair: 'Take the inner section away and keep what it holds; write the element or attribute as the policy reference has it.',
  sources: [nestedSectionIssue, scopesPage, corsPolicyPage],
  get fails() {
    return [
      {
        name: 'an inbound section inside the inbound section',
        head: repository({ [apiPath]: policy(within('inbound', ['<base />', ...own])) }),
      },
      { name: 'a cors inside another', head: repository({ [apiPath]: policy([...own.slice(0, -1), ...own, '</cors>']) }) },
      { name: 'a section in a fragment', head: repository({ [fragmentPath]: [...within('fragment', within('inbound', own)), ''].join('\n') }) },
    ];
  },
  get passes() {
    return [
      { name: 'each section beside the others', head: repository({ [apiPath]: policy(own) }) },
      {
        name: 'an element of that name in a body',
        head: repository({
          [apiPath]: policy(['<base />'], rest(['<base />', ...within('set-body', ['<inbound>1</inbound>'])])),
        }),
      },
    ];
  },
  *check(state) {
    yield* unknownIn(state);
    for (const { file, scope } of state.remarkable()) {
      if (!file.ok) continue;
      for (const nested of file.document.nestedSections) {
        const groups = groupsOf(state, file);
        yield {
          rule: 'refused-at-save',
          severity: 'error',
          certainty: 'reported',
          says: { code: 'refused-at-save', given: { section: nested.name, inside: nested.inside } },
          place: startOf(nested.place),
          alsoAt: [],
          scope,
          key: `${nested.name} in ${nested.inside}`,
          targets: mergeTargets(groups.map((group) => group.target)),
          repairs: nested.name === nested.inside ? (desk) => unwrap(desk, nested, groups) : null,
        };
      }
    }
  },
};

const childrenOf = ({ children }: ElementSnapshot): readonly ElementSnapshot[] => children;

/** Unknown names in a `<cors>`; known ones in another case or with a prefix are reported by `not-understood`. */
function* unknownIn(state: ServiceState): Iterable<Draft> {
  for (const cors of state.corsElements()) {
    for (const { name, inside, element, attribute } of unknownNames(cors.element, childrenOf)) {
      yield {
        rule: 'refused-at-save',
        severity: 'error',
        certainty: 'inferred',
        says: { code: 'refused-at-save.unknown', given: { name, inside, isAttribute: attribute !== null } },
        place: attribute === null ? startOf(element.place) : lineOf(element.place, attribute.line),
        alsoAt: [startOf(cors.element.place)],
        scope: cors.scope,
        key: `${name} in ${inside}`,
        targets: state.targetsOf(cors.policy),
        repairs: element.name === 'cors' && inside === 'cors' ? (desk) => oneCors(desk, cors, element) : null,
      };
    }
  }
}

/** Merges a `<cors>` inside another: the outer one without the inner, or the inner one if the outer has no lists. */
async function oneCors(desk: RepairDesk, { element: outer, policy: { origins } }: CorsElement, inner: ElementSnapshot): Promise<readonly Repair[]> {
  const isWrapper = outer.children.every(({ name }) => name === 'cors');
  const held = (element: ElementSnapshot): readonly string[] => element.children.flatMap((list) => list.children.map(({ text }) => text.trim()));
  const promise = concernsOnly([
    ...origins.flatMap((entry) => (entry.kind === 'origin' ? [entry.origin] : entry.kind === 'any' ? ['*'] : [])),
    ...held(inner),
  ]);
  const deleted = { code: 'delete-cors', given: { which: 'inner' } } as const;
  const own = new Set(held({ ...outer, children: outer.children.filter(({ name }) => name !== 'cors') }));
  const others = held(inner).filter((name) => !own.has(name));
  if (!isWrapper && others.length === 0) return repairElement(desk, inner.place, removeNode, { title: deleted, promise });
  if (!isWrapper) {
    const origins = new Set(
      inner.children.filter(({ name }) => name === 'allowed-origins').flatMap(({ children }) => children.map(({ text }) => text.trim())),
    );
    // Its other entries are meant only for its own origins.
    if (!others.every((name) => origins.has(name))) return [];
    return repairElement(desk, outer.place, (document, element) => withOrigins(document, element, others), {
      title: { code: 'both', given: { first: deleted, second: { code: 'list-too', given: { names: others } } } },
      promise,
    });
  }
  if (outer.children.length > 1 || outer.attributes.length > 0) return [];
  return repairElement(
    desk,
    outer.place,
    (document, element) => {
      const [only] = elementsOf(element);
      return only === undefined ? null : replaceElement(document, element, dedent(document.text.slice(only.span.start, only.span.end)));
    },
    { title: { code: 'unwrap', given: { section: 'cors' } }, promise },
  );
}

/** The outer element without the inner one, with the inner origins added to its list. */
function withOrigins(document: XmlDocument, outer: XmlElement, origins: readonly string[]): readonly TextEdit[] | null {
  const [list] = childrenNamed(outer, 'allowed-origins');
  const [inner] = childrenNamed(outer, 'cors');
  if (list === undefined || inner === undefined) return null;
  return [appendChild(document, list, origins.map((origin) => `<origin>${escapeText(origin)}</origin>`).join('\n')), removeNode(document, inner)];
}

/** Groups whose requests meet a document; for a fragment, those that meet its `<cors>`. */
function groupsOf(state: ServiceState, file: PolicyFile): readonly ChainGroup[] {
  const ref = file.ok ? file.document.ref : null;
  return state.groups.filter(
    (group) =>
      group.layers.some((layer) => layer.file === file) || group.chain.steps.some((step) => step.kind === 'cors' && step.policy.place.ref === ref),
  );
}

/** Replaces the inner section by its content, which may then let in the origins that its policies name. */
function unwrap(desk: RepairDesk, { name, place }: NestedSection, groups: readonly ChainGroup[]): Promise<readonly Repair[]> {
  const named = groups.flatMap(({ chain }) => chain.steps.flatMap((step) => (step.kind === 'cors' ? originsOf(step.policy) : [])));
  return repairElement(
    desk,
    place,
    (document, inner) => {
      // Two `<base />` in one section would be refused too.
      const inherits = (one: XmlElement | null): boolean => one !== null && elementsOf(one).some(({ name: child }) => child === 'base');
      if (inherits(inner) && inherits(inner.parent)) return null;
      const held = inner.endTag === null ? '' : document.text.slice(inner.startTag.end, inner.endTag.start).trim();
      return held === '' ? removeNode(document, inner) : replaceElement(document, inner, dedent(held));
    },
    { title: { code: 'unwrap', given: { section: name } }, promise: concernsOnly(named) },
  );
}
